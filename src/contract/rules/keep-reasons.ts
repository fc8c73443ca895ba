/** Why a user stays in the organization although the onboarding was cancelled. Each completes “This user …”. */
export const keepReasons = {
  was_member: 'was a member before this onboarding began',
  joined_by_another_invitation: 'joined through an invitation that this onboarding did not send',
} as const;

export type KeepReason = keyof typeof keepReasons;
