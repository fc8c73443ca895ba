import type { RunView } from '../contract/run-view.ts';
import type { RunCommand } from '../contract/messages.ts';

/** Which commands the state of a run allows. */
export function possibleCommands(view: Pick<RunView, 'state' | 'step' | 'attention'>): readonly RunCommand[] {
  if (view.state === 'awaiting_acceptance') return ['check', 'resend'];
  if (view.state !== 'needs_attention') return [];
  if (view.attention?.code === 'invitation_unanswered') return ['check', 'resend'];
  return view.step === 'awaitAcceptance' ? ['check', 'resend', 'retry'] : ['retry'];
}
