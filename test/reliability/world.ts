import { ignoreUnavailable } from './ignore-unavailable.ts';
import type { FollowUp, World } from './scenario.ts';

/** Creates a world whose follow-up requests go straight to Temporal. `onFollowUp` is called before each one. */
export function createWorld(world: Omit<World, 'followUp'>, onFollowUp: () => void = () => {}): World {
  const { onboardings } = world;
  const send = (request: FollowUp) =>
    request.rehire === undefined
      ? onboardings.start(request.post, { name: 'hr' })
      : onboardings.rehire(request.rehire, { name: 'hr' });
  return {
    ...world,
    async followUp(request) {
      onFollowUp();
      return (await ignoreUnavailable(() => send(request)))?.onboarding;
    },
  };
}
