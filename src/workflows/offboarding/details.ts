import type { OffboardingView } from '../../contract/api/offboarding-view.ts';
import { formatInstant } from '../../contract/lib/format-instant.ts';
import { because } from '../../contract/lib/sentence.ts';
import { allowedOffboardingCommands } from '../../contract/rules/allowed-offboarding-commands.ts';

/**
 * The page of an offboarding in Temporal's UI, as Markdown: its state and since when, what happens next, and what an
 * operator can do.
 */
export function describePage(view: OffboardingView): string {
  const lines = [
    `### ${view.state} · step \`${view.step}\``,
    `since ${formatInstant(view.since)}`,
    '',
    `**Person** ${view.email} leaves${because(view.reason)}`,
    '',
    `**Next** ${view.nextStep}`,
    ...describeHoldings(view),
    ...describeAttention(view),
    ...describeDecisions(view),
  ];
  const allowed = allowedOffboardingCommands(view);
  if (allowed.length > 0) {
    const commands = allowed.map((command) => `\`${command}\``).join(', ');
    lines.push('', `**You can** ${commands}: \`POST /v1/offboardings/${view.id}/…\``);
  }
  const history = view.history.map(({ at, message }) => `* ${formatInstant(at)} ${message}`);
  return [...lines, '', '**History**', '', ...history].join('\n');
}

function describeHoldings({ before }: OffboardingView): string[] {
  if (before === undefined) return [];
  const { groups, policies, roles, apiKeys } = before;
  const names = (held: typeof groups) => held.map(({ id, name }) => name ?? id).join(', ') || 'none';
  return [
    '',
    `**Had** groups: ${names(groups)}; direct policies: ${names(policies)}; roles: ${names(roles)}; API keys: ${apiKeys}`,
  ];
}

function describeAttention({ attention }: OffboardingView): string[] {
  if (attention === undefined) return [];
  const { step, code, meaning, detail, answer, status = '', facts = {} } = attention;
  return [
    '',
    `**Attention** \`${code}\` in step \`${step}\`: ${meaning}`,
    '',
    `> ${detail}`,
    ...(answer === undefined ? [] : ['', `**Vultr's response** ${status} ${answer}`]),
    ...Object.entries(facts).flatMap(([name, value]) => ['', `* ${name}: ${value}`]),
  ];
}

function describeDecisions(view: OffboardingView): string[] {
  const { hold, cancellation, confirmation, removeNow, skipped = [], removals = [] } = view;
  const lines: string[] = [];
  const add = (title: string, one: { at: string; by: string; reason?: string | undefined } | undefined) => {
    if (one === undefined) return;
    lines.push('', `**${title}** ${formatInstant(one.at)} by ${one.by}${because(one.reason)}`);
  };
  add('On hold', hold);
  add('Called off', cancellation);
  add('Confirmed', confirmation);
  add('Remove now', removeNow);
  for (const one of skipped) add(`Skipped \`${one.step}\``, one);
  for (const { email, action, at } of removals) {
    lines.push('', `**Removed** ${email}: ${action}, ${formatInstant(at)}`);
  }
  return lines;
}
