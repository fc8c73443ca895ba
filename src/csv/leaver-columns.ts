import { createColumnNames } from './column-names.ts';
import { personSpellings } from './person-spellings.ts';

/**
 * How HR systems and people name the columns, in the form that `normalizeName` returns: English, German, French. None of
 * them lets an order pass the brake, or removes a person whom this service did not bring in: a list does neither.
 */
export const leaverColumns = createColumnNames({
  email: personSpellings.email,
  reason: `
    reason reasonforleaving leavingreason terminationreason reasonfortermination separationreason
    grund austrittsgrund kundigungsgrund kuendigungsgrund motif motifdedepart raisondudepart
  `,
  effectiveAt: `
    effectiveat effectivedate lastday lastworkingday lastdayofwork lastdayworked leavedate leavingdate
    dateofleaving terminationdate terminationeffectivedate separationdate exitdate enddate
    employmentenddate austrittsdatum austritt letzterarbeitstag letztertag enddatum datededepart
    datedesortie datedefin datefin datedefindecontrat dernierjour dernierjourdetravail
  `,
  graceDays: `gracedays graceperiod graceperioddays karenztage joursdegrace`,
  externalId: personSpellings.externalId,
});

export type LeaverColumn = (typeof leaverColumns.columns)[number];
