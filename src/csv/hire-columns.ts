import { createColumnNames } from './column-names.ts';
import { personSpellings } from './person-spellings.ts';

/**
 * How HR systems and people name the columns, in the form that `normalizeName` returns: English, German, French.
 * Department, team and job title are missing on purpose: none of them is a group with access unless you say so. A
 * second email must not be allowed to accept without your decision.
 */
export const hireColumns = createColumnNames({
  email: personSpellings.email,
  firstName: `
    firstname givenname forename legalfirstname legalnamefirstname employeefirstname vorname
    vornamen prenom prenoms
  `,
  lastName: `
    lastname surname familyname legallastname legalnamelastname employeelastname nachname
    familienname zuname nom nomdefamille
  `,
  roles: `role roles rolename rolenames vultrrole vultrroles rolle rollen`,
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
  externalId: personSpellings.externalId,
  startDate: `
    startdate hiredate hiringdate dateofhire joiningdate joindate dateofjoining employmentstartdate
    firstday firstworkingday firstdayofwork startdatum eintrittsdatum einstellungsdatum eintritt
    anstelldatum ersterarbeitstag datedebut datededebut datedentree datedembauche datedarrivee
  `,
  notBefore: `notbefore invitenotbefore invitenotearlierthan einladenab einladungab nichtvor inviterapartirde pasavant`,
  leaveGroups: `leavegroups leavegroup groupstoleave grouptoleave zuverlassendegruppen groupesaquitter`,
});

export type HireColumn = (typeof hireColumns.columns)[number];
