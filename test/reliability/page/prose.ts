export const introduction = `# Reliability

What a run does when things go wrong, tried out cell by cell: every call to Vultr fails in every way in every dialect of
Vultr, the worker dies at every event of a run's history, Temporal dies in every state, the API dies in the middle of a
start. Each cell is a run of its own against a real Temporal server, the real workers and clients, and a
[simulator of Vultr](simulator.md) over HTTP. This page is written by that program; every outcome on it is a result.

In every cell must be true:

- The run comes to its end by itself: it asks nobody.
- There is one group, and one attachment of the policy. Whoever is hired has one membership, and evidence that the access works; whoever was cancelled
  is out of the organization again, once, with evidence, and everybody else is in it still.
- As many mails were sent as there were reasons: one for the hire, one for each invitation that expired unanswered. Never more,
  however often a write was tried.

\`\`\`sh
npm run test:crash                                   # everything, about half an hour on two cores; writes this page
npm run test:crash -- --only inviteUser              # the cells whose names hold the word; the page stays as it is
npm run test:crash -- --only lagging --only "cut, done"
\`\`\`

It ends with exit code 1 where a cell fails, and says what was seen. A sample of the same cells is in \`npm test\`.`;

export const matrix = `A row is a place in the code from which Vultr is called; "read back" is the look at what the same attempt has
written. A column is what befalls that call, once. \`✓ 6/6\`: in all six dialects the run came to its end by itself. Empty: a
read has nothing to carry out. Rows with fewer dialects are calls that the others do not lead to.

A run without any fault, in each dialect, holds the rows against the calls that are really made, so that a new call
cannot be forgotten.`;

export const workerDeaths = `The worker's process is killed (\`kill -9\`) as soon as an event stands in the history of the run, or of the
workflow that writes its group; then another one is started. Every event has its cell. The watch of the invitations dies with
it, and the run looks for itself only every half hour: that an acceptance is noticed at all shows that the next worker has
taken the watch over. Deaths in the middle of each step's request are in \`test/system/worker-crash.test.ts\`.`;

export const temporalDeaths = `Temporal's process is killed as soon as the run has come into the state, is away for some seconds, and comes
back with its database. The worker's process lives through it.`;

export const apiDeaths = `The API's process is killed between what it asks Temporal and Temporal's answer. The caller, who was not answered,
repeats the POST at a new API process. There is one run, with one mail a reason.`;

export const theory = `Vultr has no idempotency key. After a write whose answer was lost, the next attempt waits (\`ONBOARDING_SETTLE\`, 15 s by
default; the client has waited up to \`VULTR_TIMEOUT\` before), looks, and writes again where the look does not show the
write. So one thing nothing on this side can exclude: that Vultr carries out a write, or shows it, later than
that. To the service both look the same. A longer \`ONBOARDING_SETTLE\` makes it rarer and every lost answer slower. What
then happens, write by write:

- **\`POST /v2/invitation\`** (the first invitation, and a new one where Vultr refuses to resend). Where Vultr refuses a
  second invitation to an address, as its documentation suggests, the late one is refused and nothing happens. Where it does not,
  there are two invitations and two mails. The run waits for the one that it knows. If the person accepts the other, the looks of the
  open window do not see it, since they read one invitation; the look at its end asks for members, too, and goes on from there, and so does
  the command \`check\` at any time. If nobody accepts, that look finds the invitation that lives longer and adopts it instead of sending a third.
- **\`POST /v2/invitation/{id}/resend\`**. One mail more, and the end of the same invitation moves a second time. Every mail's link
  leads to it, so acceptance is seen as usual. At the end that the run knows, the last look finds the later one and waits for
  that.
- **\`POST /v2/groups\`**. Where Vultr takes two groups of a name, there is a second, empty one. This run goes on with the group that
  it read back, by its id, and completes. Whoever comes next for the group stops at \`preflight\` with \`group_ambiguous\`, before any mail,
  until somebody deletes the empty one; nothing is ever granted by a guess between the two.
- **Attaching a policy, adding a member.** The second write finds the first one there: Vultr refuses it or says yes
  again, and there is one either way.

In the cells below the first write is carried out after the second. They are not judged and not among the numbers above: the table
shows what there was too much of, while every run completed.`;

export const limits = `The other way round, a person is asked rather than a write repeated: where Vultr said yes to a mail or a group and does not show it
within the settle time (\`write_not_visible\`). \`retry\` then looks first; only whoever gives that command without looking
in the Console can send a second mail.

And what no cell here shows: Vultr itself. Which dialect it speaks is for its sources to say, and they disagree.`;
