/**
 * How HR systems and people name the columns that every file of people can have, in the form that `normalizeName` returns:
 * English, German, French. A private email is missing on purpose: it is not that of an account.
 */
export const personSpellings = {
  email: `
    email emailaddress mail mailaddress workemail workemailaddress emailwork primaryworkemail
    emailprimarywork primaryemail primaryemailaddress businessemail businessemailaddress
    companyemail companyemailaddress corporateemail officialemail emailadresse mailadresse
    geschaftlicheemail geschaeftlicheemail dienstlicheemail geschaftlicheemailadresse
    geschaeftlicheemailadresse dienstlicheemailadresse arbeitsemail emailgeschaftlich
    emailgeschaeftlich emaildienstlich firmenemail adresseemail adressemail adresseelectronique
    courriel emailprofessionnel emailpro adresseemailprofessionnelle courrielprofessionnel
  `,
  externalId: `
    externalid employeeid employeenumber employeeno employeenr employeecode personnelnumber
    personnelid workerid staffid staffnumber hrid personalnummer personalnr mitarbeiternummer
    mitarbeiternr mitarbeiterid externeid matricule idemploye numeroemploye numerodemploye idexterne
  `,
} as const;
