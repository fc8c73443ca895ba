export const introduction = `# Reliability

This page shows what an onboarding does when things go wrong. Every call to Vultr fails in every way in every dialect of Vultr, the worker crashes at every event of an onboarding's history and of the register that follows it, Temporal crashes in every state, and the API crashes in the middle of a start, of a rehire and of a replacement. Each case is a person of its own against a real Temporal server, the real workers and clients, and a [simulator of Vultr](simulator.md) over HTTP. The program that runs the cases writes this page, and every outcome on it is a result.

In every case, the following must hold:

- The onboarding ends by itself: it never needs attention.
- There is one group, and one attachment of the policy. A person who was onboarded has one membership, and evidence that the access works. A person whose onboarding was cancelled has been removed from the organization once, with evidence, and all others are still in it. A person who was hired again has what a person who was onboarded has.
- There are as many emails as reasons for one: one for the onboarding, and one for each invitation that expired unanswered. There are never more, however often a write was tried. A rehire that takes over an invitation, or finds a member, sends none.
- Once the onboarding has ended, an open execution remembers the person, and the first request, sent once more, starts nothing.

\`\`\`sh
npm run test:crash                                   # runs every case, an hour on two cores, and writes this page
npm run test:crash -- --only inviteUser              # runs the cases whose names contain the word; the page stays as it is
npm run test:crash -- --only lagging --only "cut, done"
npm run test:crash -- --page                         # writes this page again from the stored results, without running a case
\`\`\`

The program exits with code 1 if a case fails, and prints what it observed. \`npm test\` runs a sample of the same cases.`;

export const matrix = `A row is a place in the code that calls Vultr; "read back" is the read with which an attempt checks its own write. A column is a fault that hits this call once. \`✓ 6/6\` means that the onboarding ended by itself in all six dialects. A field is empty if the fault loses the response of an executed write and the call is a read. Rows with fewer dialects are calls that the other dialects do not lead to.

Each dialect also has a case without a fault, which compares the rows with the calls that are really made, so that a new call cannot be forgotten.`;

export const furtherScenarios = `The crashes below also hit scenarios that make no calls of their own to Vultr. Their calls are rows of the tables above.`;

export const workerCrashes = `The worker's process is killed (\`kill -9\`) as soon as an event is in the history of the person, or of the workflow that writes the group; then another worker starts. The history of a person is that of all executions which continue one another: the onboardings, and the register after each of them. Every event has a case of its own; in the scenarios with a second onboarding and with a corrected address, every event from the first update on, because the events before it are those of the first scenario; in the one that continues as new at every rest, the last events of each execution and the first ones of the next. The invitation watch dies with the worker, and the onboarding polls by itself only every half hour, so an acceptance that is noticed proves that the next worker has taken over the watch. \`test/system/worker-crash.test.ts\` tests crashes in the middle of each step's request.`;

export const temporalCrashes = `Temporal's process is killed as soon as the onboarding enters the state, which the start of an activity or of an execution shows: \`onboarding\` and \`person\`, the register, are workflows, and the number counts the executions of the person. It is away for a few seconds, and comes back with its database. The worker's process survives.`;

export const apiCrashes = `The API's process is killed between its request to Temporal and Temporal's response. The caller, which received no response, repeats the POST at a new API process. A rehire reaches Temporal as an update; a replacement first cancels the other onboarding, then starts its own. Each request leads to one onboarding, with one email per reason.`;

export const theory = `Vultr has no idempotency key. After a write whose response was lost, the next attempt waits (\`ONBOARDING_SETTLE\`, 15 s by default; the client has already waited up to \`VULTR_TIMEOUT\`), looks, and writes again if it does not find the write. Nothing on this side can exclude that Vultr executes a write, or shows it, later than that. To the service both look the same. A longer \`ONBOARDING_SETTLE\` makes it rarer, and every lost response slower. The consequences, write by write:

- **\`POST /v2/invitation\`** (the first invitation, and a new one if Vultr refuses to resend). If Vultr refuses a second invitation to the same email, as its documentation suggests, it refuses the late one and nothing happens. Otherwise there are two invitations and two emails, and the onboarding waits for the invitation that it knows. If the person accepts the other one, polls during the invitation window do not notice it, because they read only one invitation. The last poll at the end of the window also reads the members and continues from there, and so does the command \`check\` at any time. If the person accepts neither, that last poll finds the invitation that lives longer and adopts it instead of sending a third.
- **\`POST /v2/invitation/{id}/resend\`**. There is one email more, and the expiry of the same invitation moves a second time. The links of all emails lead to this invitation, so an acceptance is noticed as usual. At the expiry that the onboarding knows, the last poll finds the later one and waits for it.
- **\`POST /v2/groups\`**. If Vultr allows two groups of the same name, there is a second, empty one. This onboarding continues with the group that it read back, by its ID, and completes. The next onboarding for the group stops at \`preflight\` with \`group_ambiguous\`, before any email, until an operator deletes the empty group. The service never grants access by guessing between the two.
- **Attaching a policy, adding a member.** The second write meets the first one: Vultr refuses it or confirms it again, and the result is the same.

In the cases below the first write is executed after the second. They are not judged and not part of the numbers above: the table shows the surplus. Every onboarding in them ended.`;

export const limits = `In the opposite case, the onboarding waits for an operator instead of repeating a write: Vultr confirmed an email or a group and does not show it within the settle time (\`write_not_visible\`). \`retry\` then looks first. A second email is possible only if an operator sends \`retry\` without looking in the Console.

A kill can also lose the heartbeat that records which user a cancellation is about to remove, because the SDK sends heartbeats in the background. The user is then gone, but the next attempt does not know that it removed them. It ends in \`person_not_found\`, and an operator skips the step.

No case here tests Vultr itself. Which dialect it speaks is a question for its sources, and they disagree.`;
