/** The workflow types that a worker serves; the bundle for the sandbox starts here. */
export { accessReport } from './access-report.ts';
export { deliverEvent } from './deliver-event.ts';
export { groupWriter } from './group-writer.ts';
export { onboarding } from './onboarding/onboarding.ts';
export { hirePlan } from './hire-plan.ts';
export { invitationWatch } from './invitation-watch.ts';
