/** The fields of a hire that a column can hold, in the order in which they are documented. */
export const columns = [
  'email',
  'firstName',
  'lastName',
  'group',
  'groupDescription',
  'policies',
  'apiAccess',
  'allowedAddresses',
  'externalId',
  'startDate',
] as const;
export type Column = (typeof columns)[number];

/** The columns that the result file adds. They are ignored if that file is imported again. */
export const resultColumns = ['onboardingId', 'outcome', 'error'] as const;

/**
 * How HR systems and people name the columns, in the form that `normalizeName` returns: English, German, French.
 * Department, team and job title are missing on purpose: none of them is a group with access unless you say so. A
 * private email is not the email to invite, and a second one must not be allowed to accept without your decision.
 */
const spellings: Readonly<Record<Column, string>> = {
  email: `
    email emailaddress mail mailaddress workemail workemailaddress emailwork primaryworkemail
    emailprimarywork primaryemail primaryemailaddress businessemail businessemailaddress
    companyemail companyemailaddress corporateemail officialemail emailadresse mailadresse
    geschaftlicheemail geschaeftlicheemail dienstlicheemail geschaftlicheemailadresse
    geschaeftlicheemailadresse dienstlicheemailadresse arbeitsemail emailgeschaftlich
    emailgeschaeftlich emaildienstlich firmenemail adresseemail adressemail adresseelectronique
    courriel emailprofessionnel emailpro adresseemailprofessionnelle courrielprofessionnel
  `,
  firstName: `
    firstname givenname forename legalfirstname legalnamefirstname employeefirstname vorname
    vornamen prenom prenoms
  `,
  lastName: `
    lastname surname familyname legallastname legalnamelastname employeelastname nachname
    familienname zuname nom nomdefamille
  `,
  group: `group groupname vultrgroup gruppe gruppenname groupe nomdugroupe`,
  groupDescription: `
    groupdescription descriptionofgroup gruppenbeschreibung beschreibungdergruppe
    descriptiondugroupe descriptiongroupe
  `,
  policies: `
    policies policy policyname policynames vultrpolicies managedpolicies richtlinie richtlinien
    politique politiques
  `,
  apiAccess: `apiaccess apizugriff apizugang accesapi accesalapi`,
  allowedAddresses: `
    allowedaddresses allowedaddress allowedemails allowedemail allowedemailaddresses
    erlaubteadressen erlaubteemails adressesautorisees emailsautorises
  `,
  externalId: `
    externalid employeeid employeenumber employeeno employeenr employeecode personnelnumber
    personnelid workerid staffid staffnumber hrid personalnummer personalnr mitarbeiternummer
    mitarbeiternr mitarbeiterid externeid matricule idemploye numeroemploye numerodemploye idexterne
  `,
  startDate: `
    startdate hiredate hiringdate dateofhire joiningdate joindate dateofjoining employmentstartdate
    firstday firstworkingday firstdayofwork startdatum eintrittsdatum einstellungsdatum eintritt
    anstelldatum ersterarbeitstag datedebut datededebut datedentree datedembauche datedarrivee
  `,
};

const columnOfSpelling: ReadonlyMap<string, Column> = new Map(
  columns.flatMap((column) =>
    spellings[column]
      .trim()
      .split(/\s+/)
      .map((spelling) => [spelling, column] as const),
  ),
);
const normalizedResultColumns: ReadonlySet<string> = new Set(resultColumns.map(normalizeName));

/** The field of a hire that a column of this name holds, whatever its case, spaces, hyphens and accents. */
export function columnNamed(name: string): Column | undefined {
  return columnOfSpelling.get(normalizeName(name));
}

export function isResultColumn(name: string): boolean {
  return normalizedResultColumns.has(normalizeName(name));
}

/** Lower case without accents, spaces and punctuation. `Employee #` becomes `employeenumber`. */
export function normalizeName(name: string): string {
  return name
    .replaceAll('#', 'number')
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '');
}
