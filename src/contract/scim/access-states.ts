import type { UserAccess } from './resource.ts';

/** Every state of a user's access: first those that wait for a human, last those in which nothing is to be done. */
const order: Readonly<Record<UserAccess['state'], number>> = {
  needs_attention: 0,
  held: 1,
  address_taken: 2,
  refused: 3,
  awaiting_group: 4,
  settling: 5,
  in_progress: 6,
  leaving: 7,
  access: 8,
  no_role: 9,
  left: 10,
};

export const accessStates = Object.keys(order) as UserAccess['state'][];
