import { bash, curl, list } from './markdown.ts';

/** The section about the brake, as paragraphs of Markdown. */
export function brakeSection(): string[] {
  return [
    '## The brake',
    'A wrong list of leavers must not take access from hundreds of people. So before something is taken from a person, the flow asks the brake, one workflow for each organization. It gathers for `ONBOARDING_BRAKE_SETTLE` after the first question, and then counts people: those whom it has gathered, those whom it holds, and those who have passed within 24 hours. If they are more than `ONBOARDING_BRAKE_LIMIT`, **none** of those gathered passes. They keep their access and need attention with the code `brake_on`. Urgent orders pass at once, and count. What an operator has released does not count.',
    bash(curl('GET', '/v1/brake')),
    list([
      'See who is held and which key ordered it (`items`), and ask the owner of that system whether the list is right. The page Brake of the console shows the same with emails.',
      'If it is right, release all: `held` is the number that you have seen. The key that ordered one of them cannot release it: use another one with the scope `release`.',
      'If it is wrong, refuse all. Nothing was taken, and nothing will be until there is a new order. If only some are wrong, refuse or release these by `ids`.',
      'If one person must lose access at once, release that one first.',
    ]),
    bash(curl('POST', '/v1/brake/release', { held: 300, reason: 'HR confirms the closing of the office' })),
    'What the brake knows is in the memo of its workflow, so `GET /v1/brake` works without a worker; a decision needs one. If the workflow is terminated in Temporal, no person passes unseen: the next brake starts with what the last one has published, and flows without an answer repeat their question, after two minutes and then less and less often, at least once an hour. If the memo of a terminated brake cannot be read, because its encryption key is missing, the next one holds everyone who is not urgent for 24 hours. The brake keeps 2,000 questions; `notListed` counts further flows, which are held as well and ask again within an hour.',
  ];
}
