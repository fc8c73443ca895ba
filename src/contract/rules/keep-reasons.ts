/** Why undoing a cancelled onboarding left a user as they were. */
export const keepReasons = {
  was_member: 'was a member before this onboarding began',
  came_by_another_invitation: 'came in by an invitation that this onboarding did not send',
} as const;

export type KeepReason = keyof typeof keepReasons;
