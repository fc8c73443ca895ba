import type { FastifyReply, FastifyRequest } from 'fastify';
import type { PersonView } from '../../contract/api/person-view.ts';
import { ProblemError, problems } from '../../contract/api/problems.ts';
import { defined } from '../../contract/lib/optional.ts';
import { flowIdPattern, parseFlowId, personIdPattern } from '../../contract/temporal/flow-ids.ts';
import { type FlowView, isOffboarding } from '../../contract/temporal/flow-view.ts';
import type { Notice } from '../frame/notice.ts';
import { sendPage } from '../frame/send-page.ts';
import type { ConsoleOptions } from '../options.ts';
import { consolePath } from '../paths.ts';
import type { Entered } from './command-forms.ts';
import { departureView } from './departure-view.ts';
import { erasedView, personView } from './person-view.ts';

export type PersonRoute = {
  readonly Params: { readonly id: string };
  readonly Querystring: { readonly done?: unknown };
};

/** Functions that show a person: their newest onboarding or offboarding, or the one that the address names. */
export function createPersonPages(options: ConsoleOptions) {
  const { onboardings, offboardings, organization, temporalUiUrl, now = Date.now } = options;

  async function show(
    request: FastifyRequest<PersonRoute>,
    reply: FastifyReply,
    notice?: Notice,
    entered?: Entered,
  ): Promise<FastifyReply> {
    const frame = {
      section: consolePath,
      caller: { name: request.caller },
      organization,
      ...defined({ notice }),
    };
    const { person, flow } = await read(request.params.id);
    if (flow === undefined)
      return sendPage(reply, { ...frame, title: 'Erased person', main: erasedView(person) });
    const common = {
      person,
      isNewest: flow.id === person.flows[0]?.id,
      scopes: request.consoleCaller.scopes,
      nowMs: now(),
      ...defined({ temporalUiUrl, entered }),
    };
    const main = isOffboarding(flow)
      ? departureView({ ...common, offboarding: flow })
      : personView({ ...common, onboarding: flow });
    return sendPage(reply, { ...frame, title: flow.email, main });
  }

  /** The page as it is now, with what the service said instead of doing what was asked for. */
  async function showRefusal(
    request: FastifyRequest<PersonRoute>,
    reply: FastifyReply,
    error: unknown,
    entered?: Entered,
  ): Promise<FastifyReply> {
    if (!(error instanceof ProblemError) || !shown.has(error.code)) throw error;
    const notice: Notice = { kind: 'bad', text: error.message };
    return show(request, reply.code(problems[error.code].status), notice, entered);
  }

  /** The person with this ID and their newest flow, or with the flow of this ID. */
  async function read(id: string): Promise<{ person: PersonView; flow: FlowView | undefined }> {
    const isFlow = flowIdPattern.test(id);
    if (!isFlow && !personIdPattern.test(id)) throw new ProblemError('not_found', 'No person has this ID.');
    const person = await onboardings.getPerson(isFlow ? parseFlowId(id).personId : id);
    const known = isFlow ? person.flows.find((one) => one.id === id) : person.flows[0];
    const flowId = known?.id ?? (isFlow ? id : undefined);
    if (flowId === undefined) return { person, flow: undefined };
    const flow =
      known?.kind === 'offboarding' ? await offboardings.get(flowId) : await onboardings.get(flowId);
    return { person, flow };
  }

  return { show, showRefusal };
}

/** What a reader can do something about on the page itself. */
const shown: ReadonlySet<string> = new Set([
  'invalid_request',
  'command_not_possible',
  'open_onboarding_conflict',
  'open_offboarding_conflict',
  'order_repeated',
  'record_lost',
  'worker_unavailable',
  'temporal_unavailable',
]);
