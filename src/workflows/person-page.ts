import { formatInstant } from '../contract/lib/format-instant.ts';
import { type FlowView, isOffboarding } from '../contract/temporal/flow-view.ts';
import { consoleLink } from '../contract/temporal/console-link.ts';
import type { PersonInput } from '../contract/temporal/person-input.ts';
import { flowIdFor } from '../contract/temporal/flow-ids.ts';

/** The page of a person in Temporal's UI, as Markdown: what they have by this service, and the flows that led to it. */
export function describePerson(personId: string, state: PersonInput): string {
  if ('erasedAt' in state) return `### erased\n\nThis person was erased at ${formatInstant(state.erasedAt)}.`;
  const { view, record, consoleUrl } = state;
  const lines = [
    '### Registered',
    'Nothing is in progress. This execution stays open to remember the person, and continues as the next flow.',
    '',
    `**Person** ${view.email}`,
    ...consoleLink(view.id, consoleUrl),
    '',
    '**Access given by this service**',
    '',
    ...record.grants.map(
      ({ group, policies, at, flowId }) =>
        `* group **${group.name}** with ${policies.map(({ name }) => `\`${name}\``).join(', ')}, since ${formatInstant(at)} (${flowId})`,
    ),
    ...(record.grants.length === 0 ? ['* none'] : []),
    '',
    '**Flows**',
    '',
    ...[view, ...record.earlier].map(
      (flow) => `* \`${flow.id}\` ${flow.state} ${formatInstant(flow.since)}: ${subjectOf(flow)}`,
    ),
    '',
    `\`GET /v1/people/${personId}\` · \`GET /v1/${isOffboarding(view) ? 'offboardings' : 'onboardings'}/${flowIdFor(personId, state.flow)}\``,
  ];
  return lines.join('\n');
}

function subjectOf(flow: FlowView): string {
  return isOffboarding(flow) ? flow.reason : flow.group.name;
}
