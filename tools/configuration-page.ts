import { settings } from '../src/config/settings.ts';

/** The text of `docs/configuration.md`, made from the schema that reads the environment. */
export function configurationPage(): string {
  const groups = Map.groupBy(Object.entries(settings), ([, setting]) => setting.group);
  const sections = [...groups].map(([group, members]) => {
    const rows = members.map(([name, setting]) => {
      const value = setting.default === undefined ? '' : `\`${setting.default}\``;
      const secret = 'secret' in setting ? ' **Secret.**' : '';
      return `| \`${name}\` | ${value} | ${setting.text}${secret} |`;
    });
    return [`## ${group}`, '', '| variable | default | what it is |', '|--|--|--|', ...rows].join('\n');
  });
  return (
    [
      '# Configuration',
      'The service is configured by its environment, read once at the start and checked as a whole: every mistake is listed, with the name of the variable and what is expected. Durations are written `30s`, `5m`, `6h` or `3d`.',
      'Temporal is reached by Temporal’s own variables and files (`TEMPORAL_ADDRESS`, `TEMPORAL_NAMESPACE`, `TEMPORAL_API_KEY`, `TEMPORAL_TLS_*`, `TEMPORAL_PROFILE`, …), which [its own library](https://docs.temporal.io/develop/environment-configuration) reads. Where an address is set, `npm start` brings no Temporal of its own.',
      'The timings of a run are fixed when it starts: a change here holds for the runs that start after it.',
      ...sections,
      'This page is made by `npm run docs` from `src/config/settings.ts`; a test holds it to that.',
      '',
    ]
      .join('\n\n')
      .trimEnd() + '\n'
  );
}
