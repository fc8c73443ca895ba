import type { Answer, Scalar } from '../answer.ts';
import { other, seen } from '../answer.ts';

/** How often each value occurs: `text in 3, absent in 1`. */
export function tally(values: readonly string[]): string {
  const counts = [...Map.groupBy(values, (value) => value)].map(
    ([value, same]) => `${value} in ${same.length}`,
  );
  return counts.join(', ');
}

/** The value that all cases show, or what they show if they differ. `values` must not be empty. */
export function agreed<Value extends Scalar>(values: readonly Value[], evidence: string): Answer<Value> {
  const [first, ...others] = new Set(values);
  if (first === undefined) throw new RangeError('at least one value is needed');
  return others.length === 0
    ? seen(first, evidence)
    : other(`mixed: ${[first, ...others].join(', ')}`, evidence);
}
