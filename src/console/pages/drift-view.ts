import type { DriftReport, GroupDrift } from '../../contract/api/drift.ts';
import { plural } from '../../contract/lib/plural.ts';
import { flowIdFor } from '../../contract/temporal/flow-ids.ts';
import { html, type Html, join } from '../../html/html.ts';
import { instant } from '../frame/instant.ts';
import { driftPath, personPath } from '../paths.ts';

/** What the report is, and the button that makes one. */
export function driftIntroduction(): Html {
  return html`<h1>Drift</h1>
    <p>
      Compares the groups to which this service gave access with what Vultr shows now: who has lost that
      access, and who is a member although this service knows nothing of it. It changes nothing. Vultr and
      everyone whom the service remembers are read, which can take a minute.
    </p>
    ${compareForm('Compare')}`;
}

/** The report, the groups that differ first. */
export function driftView(report: DriftReport): Html {
  const { readAt, people, inProgress, unreadable, complete, groups } = report;
  const differing = groups.filter(({ status }) => status !== 'agrees');
  return html`<h1>Drift</h1>
    <p class="conclusion">
      ${
        differing.length === 0
          ? `${plural(groups.length, 'group')}: Vultr shows what this service gave.`
          : `${differing.length} of ${plural(groups.length, 'group')} to look at.`
      }
    </p>
    <p>
      Read at ${instant(readAt)}: ${plural(people, 'person', 'people')} compared, ${inProgress} left out
      because their access is changing.
      ${unreadable === 0 ? '' : `${unreadable} cannot be decrypted with the keys of this service.`}
      ${complete ? '' : 'Not everyone could be read, so members whom the service does not know are not shown.'}
    </p>
    ${join(differing.map(groupSection))} ${agreeing(groups)} ${compareForm('Compare again')}`;
}

function compareForm(text: string): Html {
  return html`<form method="post" action="${driftPath}">
    <button type="submit">${text}</button>
  </form>`;
}

function groupSection(group: GroupDrift, index: number): Html {
  const { name, status, detail, granted, members } = group;
  const id = `group-${index}`;
  const facts =
    status === 'unread'
      ? `Could not be read: ${detail ?? ''}`
      : status === 'gone'
        ? `Vultr shows no such group any more. ${plural(granted, 'person', 'people')} had access to it.`
        : `${plural(granted, 'person', 'people')} were given access; Vultr shows ${plural(members, 'member')}.`;
  return html`<section aria-labelledby="${id}">
    <h2 id="${id}">${name}</h2>
    <p>${facts}</p>
    ${missingPolicies(group)} ${missing(group)} ${unknown(group)}
  </section>`;
}

function missingPolicies({ missingPolicies: policies }: GroupDrift): Html {
  if (policies.length === 0) return html``;
  return html`<h3>Policies that the group no longer carries</h3>
    <ul>
      ${join(policies.map(({ name, granted }) => html`<li>${name}, given to ${plural(granted, 'person', 'people')}</li>`))}
    </ul>`;
}

const reasonTexts = { not_a_member: 'not a member', not_active: 'the user is suspended or closed' } as const;

function missing({ missing: count, missingItems }: GroupDrift): Html {
  if (count === 0) return html``;
  return html`<h3>Have lost their access: ${count}</h3>
    <ul>
      ${join(
        missingItems.map(
          ({ personId, email, since, reason }) =>
            html`<li>
              <a href="${personPath(flowIdFor(personId, 1))}">${email}</a>: ${reasonTexts[reason]}, had it
              since ${instant(since)}
            </li>`,
        ),
      )}
    </ul>
    ${rest(count, missingItems.length)}`;
}

function unknown({ unknown: count, unknownItems }: GroupDrift): Html {
  if (count === 0) return html``;
  return html`<h3>Members whom this service does not know: ${count}</h3>
    <ul>
      ${join(
        unknownItems.map(
          ({ userId, email = userId, serviceUser }) =>
            html`<li>${email}${serviceUser === true ? ', a service user' : ''}</li>`,
        ),
      )}
    </ul>
    ${rest(count, unknownItems.length)}`;
}

function rest(count: number, shown: number): Html {
  return count === shown ? html`` : html`<p>And ${count - shown} more.</p>`;
}

function agreeing(groups: readonly GroupDrift[]): Html {
  const same = groups.filter(({ status }) => status === 'agrees');
  if (same.length === 0) return html``;
  return html`<section aria-labelledby="agreeing">
    <h2 id="agreeing">No difference</h2>
    <ul>
      ${join(same.map(({ name, granted }) => html`<li>${name}: ${plural(granted, 'person', 'people')}</li>`))}
    </ul>
  </section>`;
}
