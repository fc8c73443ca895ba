import type { BrakeForecast } from '../contract/api/offboarding-batch.ts';
import { plural } from '../contract/lib/plural.ts';

/**
 * What the brake would do with a list, in words; `undefined` if it would let it pass. A long list is planned in parts, each
 * with a forecast of its own.
 */
export function brakeNote(forecasts: readonly BrakeForecast[]): string | undefined {
  const [first] = forecasts;
  if (first === undefined) return undefined;
  const sum = (of: (forecast: BrakeForecast) => number) =>
    forecasts.reduce((total, forecast) => total + of(forecast), 0);
  const asking = sum((forecast) => forecast.asking);
  const { passed, held, limit } = first;
  const isTooMany =
    Math.max(
      passed + held + asking,
      sum(({ batchSize }) => batchSize),
    ) > limit;
  if (asking === 0 || !(isTooMany || forecasts.some(({ holds }) => holds))) return undefined;
  return `The brake would hold all of them until an operator releases them: at most ${plural(limit, 'person', 'people')} (ONBOARDING_BRAKE_LIMIT) may lose something within a day.`;
}
