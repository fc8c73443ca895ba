type Activity = (...input: never[]) => Promise<unknown>;
export type Activities = Readonly<Record<string, Activity>>;

/** Activities of the same names and types, each within what `wrap` puts around it. */
export function wrapEach<Some extends Activities>(
  activities: Some,
  wrap: (activity: Activity, name: string) => Activity,
): Some {
  return Object.fromEntries(
    Object.entries(activities).map(([name, activity]) => [name, wrap(activity, name)]),
  ) as Some;
}
