import { describe, expect, test } from 'vitest';
import type { BrakeView } from '../../../src/contract/api/brake.ts';
import { apiOver, exampleBrake, get, onboardingId } from '../fake-onboardings.ts';

const samples = (text: string) => text.split('\n').filter((line) => !line.startsWith('#'));

/** The sample of those whom the brake holds; empty if there is none. */
async function heldIn(getBrake: () => Promise<BrakeView>): Promise<string> {
  const { body } = await apiOver({ getBrake }).app.inject('/metrics');
  return samples(body)
    .filter((line) => line.startsWith('onboarding_brake_held'))
    .join();
}

describe('/metrics', () => {
  test('measures requests by the pattern of their route, never by the path', async () => {
    const { app } = apiOver();
    await app.inject(get(`/v1/onboardings/${onboardingId}`));
    await app.inject(get('/v1/ada@example.com'));
    const response = await app.inject('/metrics');
    expect(response.headers['content-type']).toContain('text/plain; version=0.0.4');
    expect(samples(response.body)).toContain(
      'onboarding_api_request_duration_count{method="GET",route="/v1/onboardings/:id",status="200"} 1',
    );
    expect(response.body).not.toContain(onboardingId);
    expect(response.body).not.toContain('ada@example.com');
    expect(response.body).toContain('route="none",status="404"');
  });

  test('has the number of open onboardings by state', async () => {
    const { app } = apiOver({ countOpen: async () => new Map([['needs_attention', 2] as const]) });
    const { body } = await app.inject('/metrics');
    expect(samples(body)).toContain('onboarding_open_runs{state="needs_attention"} 2');
  });

  test('leaves that number out if Temporal does not respond, and has the rest', async () => {
    const { app } = apiOver({ countOpen: () => Promise.reject(new Error('away')) });
    const response = await app.inject('/metrics');
    expect(response.statusCode).toBe(200);
    expect(samples(response.body).join()).not.toContain('onboarding_open_runs');
    expect(response.body).toContain('onboarding_api_request_duration');
  });

  test('has the number of those whom the brake holds, unless Temporal does not respond', async () => {
    expect(await heldIn(async () => exampleBrake({ held: 12 }))).toBe('onboarding_brake_held 12');
    expect(await heldIn(() => Promise.reject(new Error('away')))).toBe('');
  });
});
