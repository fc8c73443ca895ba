import {
  array,
  assert,
  asyncProperty,
  constant,
  constantFrom,
  nat,
  oneof,
  record,
  subarray,
} from 'fast-check';
import { expect, test } from 'vitest';
import { rolesOfTarget, type Target } from '../../../src/contract/scim/target.ts';
import type { Wish } from '../../../src/contract/scim/wish.ts';
import { createFakeWorld } from './fake-world.ts';
import { createPersonModel } from './person-model.ts';

function targetOf({ resource, groups, removed }: Wish): Target {
  if (removed || resource['active'] === false) return { kind: 'left', removed };
  return groups.length === 0
    ? { kind: 'nothing' }
    : { kind: 'access', roles: groups.map(({ display }) => display) };
}

type Event =
  | { readonly event: 'groups'; readonly names: string[] }
  | { readonly event: 'active'; readonly active: boolean }
  | { readonly event: 'removed'; readonly removed: boolean }
  | { readonly event: 'pass'; readonly ms: number }
  /** HR hires the person, if nobody knows them yet. */
  | { readonly event: 'hire'; readonly names: string[] }
  /** Something changes that says nothing about access. */
  | { readonly event: 'touch' }
  | { readonly event: 'finish' | 'advance' | 'tell' | 'restart' | 'lose' | 'cancel' | 'hr' };

const event = oneof(
  { weight: 4, arbitrary: record({ event: constant('groups' as const), names: subarray(['a', 'b', 'c']) }) },
  { weight: 2, arbitrary: record({ event: constant('active' as const), active: constantFrom(true, false) }) },
  {
    weight: 1,
    arbitrary: record({ event: constant('removed' as const), removed: constantFrom(true, false) }),
  },
  { weight: 5, arbitrary: record({ event: constant('pass' as const), ms: nat(150_000) }) },
  { weight: 5, arbitrary: record({ event: constant('finish' as const) }) },
  {
    weight: 9,
    arbitrary: record({
      event: constantFrom(
        'advance' as const,
        'advance' as const,
        'tell' as const,
        'restart' as const,
        'lose' as const,
      ),
    }),
  },
);

const withOperators = oneof(
  { weight: 8, arbitrary: event },
  { weight: 1, arbitrary: record({ event: constantFrom('cancel' as const, 'hr' as const) }) },
);

const withHires = oneof(
  { weight: 12, arbitrary: event },
  { weight: 1, arbitrary: record({ event: constant('hire' as const), names: subarray(['a', 'b', 'c']) }) },
  { weight: 1, arbitrary: record({ event: constant('touch' as const) }) },
);

function asksForAnother({ event: name }: Event): boolean {
  return name === 'groups' || name === 'active' || name === 'removed';
}

/** Plays the events, lets everything come to its end, and returns what has become of the person. */
async function play(events: readonly Event[]) {
  const person = createPersonModel();
  let loseAnswers = 0;
  let hired: readonly string[] = [];
  let isHrsWord = false;
  const world = createFakeWorld({
    targetOf,
    bringAbout(input) {
      const outcome = person.perform(input);
      if (loseAnswers === 0) return outcome;
      // The answer was lost, so the activity is tried again.
      loseAnswers--;
      return person.perform(input);
    },
  });
  /** Lets the wish stand still and everything that is under way come to its end. */
  const finish = async (rounds: number) => {
    for (let round = 0; round < rounds; round++) {
      await world.pass(1_300_000);
      if (person.advance()) await world.tell();
    }
  };
  await world.run();
  for (const one of events) {
    if (asksForAnother(one)) isHrsWord = false;
    switch (one.event) {
      case 'groups':
        await world.wishFor({ groups: one.names.map((display) => ({ id: display, display })) });
        break;
      case 'active':
        await world.wishFor({ resource: { userName: 'ada@example.com', active: one.active } });
        break;
      case 'touch':
        await world.wishFor({ resource: { ...world.wish().resource } });
        break;
      case 'hire':
        if (!person.hireByHr(one.names)) break;
        hired = one.names;
        isHrsWord = world.access().state !== 'settling';
        break;
      case 'removed':
        // A deletion takes the groups with it.
        await world.wishFor(one.removed ? { removed: true, groups: [] } : { removed: false });
        if (world.hasEnded() && !one.removed) await world.restart();
        break;
      case 'pass':
        await world.pass(one.ms);
        break;
      case 'finish':
        await finish(4);
        break;
      case 'advance':
        if (person.advance()) await world.tell();
        break;
      case 'tell':
        await world.tell();
        break;
      case 'restart':
        if (!world.hasEnded()) await world.restart();
        break;
      case 'lose':
        loseAnswers++;
        break;
      case 'cancel':
        if (person.cancelByOperator()) await world.tell();
        break;
      case 'hr':
        if (person.leaveByOrderOfHr()) await world.tell();
        break;
    }
  }
  await finish(12);
  return {
    access: person.access().toSorted(),
    isMember: person.isMember(),
    isOwned: person.isOwned(),
    hired: hired.toSorted(),
    /** HR has hired the person after everything that the identity provider asked for had been taken up. */
    isHrsWord,
    wanted: rolesOfTarget(targetOf(world.wish())).toSorted(),
    target: targetOf(world.wish()),
    shown: world.access(),
  };
}

const runs = Number(process.env['PROPERTY_RUNS'] ?? 1_000);

/** Sequences that revealed faults. */
const examples: [Event[]][] = [
  // The person was hired again only days later, once the invitation that the departure guarded was dead.
  [
    [
      { event: 'groups', names: ['a'] },
      { event: 'pass', ms: 5_000 },
      { event: 'active', active: false },
      { event: 'pass', ms: 5_000 },
      { event: 'active', active: true },
    ],
  ],
];

const examplesWithHires: [Event[]][] = [
  // The person left, because a title was changed.
  [
    [
      { event: 'active', active: false },
      { event: 'pass', ms: 5_000 },
      { event: 'hire', names: ['a'] },
      { event: 'touch' },
    ],
  ],
];

type End = Awaited<ReturnType<typeof play>>;

/** What does not fit the last wish; nothing if all is well. */
function faultsOf({ access, wanted, target, isMember, shown }: End): string[] {
  const has = `has ${access.join(', ')}`;
  return [
    ...(access.join() === wanted.join() ? [] : [`${has}, wanted ${wanted.join(', ')}`]),
    ...(target.kind === 'left' && isMember ? ['is still a member'] : []),
    ...(target.kind === 'access' && shown.state !== 'access' ? [`${has}, shows ${shown.state}`] : []),
  ];
}

/** The same if operators decide as well: less is right if it is shown, and more only if they have refused to take it. */
function faultsBesideOperators(end: End): string[] {
  const { access, wanted, shown } = end;
  if (shown.state === 'access') return faultsOf(end);
  const more = access.filter((role) => !wanted.includes(role));
  return more.length > 0 && shown.state !== 'refused' ? [`has ${more.join(', ')} more than wanted`] : [];
}

/** The same if HR hires as well: what HR gives counts until the identity provider asks for something else. */
function faultsBesideHr(end: End): string[] {
  const { access, hired, isOwned, isHrsWord, target } = end;
  if (!isHrsWord && (isOwned || target.kind === 'access')) return faultsOf(end);
  return access.join() === hired.join() ? [] : [`has ${access.join(', ')}, and HR gave ${hired.join(', ')}`];
}

test(
  'whatever comes in whatever order, the person ends with what the last wish asks for',
  { timeout: 300_000 },
  () =>
    assert(
      asyncProperty(array(event, { maxLength: 25 }), async (events) => {
        expect(faultsOf(await play(events))).toEqual([]);
      }),
      { numRuns: runs, examples },
    ),
);

test('an operator can take away more, and nothing gives more than the last wish', { timeout: 300_000 }, () =>
  assert(
    asyncProperty(array(withOperators, { maxLength: 25 }), async (events) => {
      expect(faultsBesideOperators(await play(events))).toEqual([]);
    }),
    { numRuns: runs },
  ),
);

test(
  'what HR gives stays until the identity provider asks for something else, and then is what it asks for',
  { timeout: 300_000 },
  () =>
    assert(
      asyncProperty(array(withHires, { maxLength: 25 }), async (events) => {
        expect(faultsBesideHr(await play(events))).toEqual([]);
      }),
      { numRuns: runs, examples: examplesWithHires },
    ),
);
