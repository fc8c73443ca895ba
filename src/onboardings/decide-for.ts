import type { OnboardingRequest } from '../contract/api/onboarding-request.ts';
import { ProblemError } from '../contract/api/problems.ts';
import { flowIdFor } from '../contract/temporal/flow-ids.ts';
import { decide, type Decision } from './decide.ts';
import { erasedView } from './erased-view.ts';
import type { FoundPerson } from './find-person.ts';
import { type Caller, originOf } from './new-flow.ts';

/** Decides what a request leads to. Throws what `decide` throws, and `record_lost`. */
export function decideFor(person: FoundPerson, request: OnboardingRequest, caller: Caller): Decision {
  if (person.lost) {
    if (request.rehire === true) return { outcome: 'next' };
    throw recordLost(person);
  }
  const origin = originOf(request, caller, person.flow + 1);
  if (person.erasedAt === undefined) return decide(person, { request, origin });
  return request.rehire === true
    ? { outcome: 'next' }
    : { outcome: 'known', view: erasedView(person.personId, person, request) };
}

export function recordLost({ personId, flow }: FoundPerson): ProblemError {
  return new ProblemError(
    'record_lost',
    `The workflow ${personId} was ended in Temporal while it was responsible for ${flowIdFor(personId, flow)}, so what has happened since is unknown. Check the person's access (GET /v1/access); to onboard them again, send "rehire": true.`,
  );
}
