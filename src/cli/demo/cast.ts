import type { OnboardingView } from '../../contract/api/onboarding-view.ts';

export type DemoHire = {
  readonly name: string;
  readonly story: string;
  readonly request: object;
  /** The number of the mail that the person accepts; 0 for never. */
  readonly acceptsMail: number;
  readonly startsWhen: (hires: readonly DemoHire[]) => boolean;
  run: OnboardingView | undefined;
  accepted: boolean;
};

/** The four hires. Groups carry the stamp, so that a second demo begins anew. */
export function castOf(suffix: string, stamp: string): DemoHire[] {
  const hire = (
    name: string,
    group: string,
    acceptsMail: number,
    story: string,
    startsAfter?: string,
  ): DemoHire => ({
    name,
    story,
    acceptsMail,
    request: {
      email: `${name.toLowerCase()}${suffix}`,
      firstName: name,
      group: { name: `${group} ${stamp}` },
      policies: ['Provisioning'],
    },
    startsWhen: (hires) =>
      startsAfter === undefined ||
      hires.find((other) => other.name === startsAfter)?.run?.state === 'completed',
    run: undefined,
    accepted: false,
  });
  return [
    hire('Ada', 'Developers', 1, 'accepts at once'),
    hire('Bob', 'Designers', 2, 'lets the first mail expire'),
    hire('Cleo', 'Support', 0, 'never answers'),
    hire('Dan', 'Developers', 1, "joins Ada's group", 'Ada'),
  ];
}
