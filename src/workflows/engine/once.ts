/** Runs a step unless an earlier execution has completed it. */
export async function once<Results extends object, Key extends keyof Results>(
  { results }: { readonly results: Results },
  key: Key,
  step: () => Promise<NonNullable<Results[Key]>>,
): Promise<NonNullable<Results[Key]>> {
  const done = results[key];
  if (done !== undefined && done !== null) return done;
  const result = await step();
  results[key] = result;
  return result;
}
