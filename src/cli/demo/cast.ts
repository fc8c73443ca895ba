import type { OnboardingView } from '../../contract/api/onboarding-view.ts';

export type DemoHire = {
  readonly name: string;
  readonly behaviour: string;
  readonly request: object;
  /** The number of the invitation that the person accepts; 0 for none. */
  readonly acceptsInvitation: number;
  readonly canStart: (hires: readonly DemoHire[]) => boolean;
  onboarding: OnboardingView | undefined;
  hasAccepted: boolean;
};

/** Creates the four hires. Their groups carry the stamp, so that every demo starts with new ones. */
export function createCast(emailSuffix: string, stamp: string): DemoHire[] {
  const hire = (
    name: string,
    group: string,
    acceptsInvitation: number,
    behaviour: string,
    startsAfter?: string,
  ): DemoHire => ({
    name,
    behaviour,
    acceptsInvitation,
    request: {
      email: `${name.toLowerCase()}${emailSuffix}`,
      firstName: name,
      group: { name: `${group} ${stamp}` },
      policies: ['Provisioning'],
    },
    canStart: (hires) =>
      startsAfter === undefined ||
      hires.find((other) => other.name === startsAfter)?.onboarding?.state === 'completed',
    onboarding: undefined,
    hasAccepted: false,
  });
  return [
    hire('Ada', 'Developers', 1, 'accepts at once'),
    hire('Bob', 'Designers', 2, 'accepts the second email'),
    hire('Cleo', 'Support', 0, 'never accepts'),
    hire('Dan', 'Developers', 1, "joins Ada's group", 'Ada'),
  ];
}
