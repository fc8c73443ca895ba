import { settings } from '../src/config/settings.ts';

/** Generates the text of `docs/configuration.md` from the schema that reads the environment. */
export function configurationPage(): string {
  const groups = Map.groupBy(Object.entries(settings), ([, setting]) => setting.group);
  const sections = [...groups].map(([group, members]) => {
    const rows = members.map(([name, setting]) => {
      const value = setting.default === undefined ? '' : `\`${setting.default}\``;
      const secret = 'secret' in setting ? ' **Secret.**' : '';
      return `| \`${name}\` | ${value} | ${setting.text}${secret} |`;
    });
    return [`## ${group}`, '', '| variable | default | meaning |', '|--|--|--|', ...rows].join('\n');
  });
  return (
    [
      '# Configuration',
      'The service reads its configuration from environment variables, once, when a program starts. If anything is wrong, the program lists every mistake, with the name of the variable and what is expected, and exits. Durations are written as `30s`, `5m`, `6h` or `3d`, and are at most `24d` unless a setting says otherwise.',
      'A variable marked **Secret** can be read from a file instead: set the variable with `_FILE` appended, such as `VULTR_API_KEY_FILE`, to the path of the file.',
      "The connection to Temporal uses Temporal's own variables and files (`TEMPORAL_ADDRESS`, `TEMPORAL_NAMESPACE`, `TEMPORAL_API_KEY`, `TEMPORAL_TLS_*`, `TEMPORAL_PROFILE`, …), which [its own library](https://docs.temporal.io/develop/environment-configuration) reads. If an address is set, `npm start` does not start a Temporal of its own.",
      'The timings of an onboarding are fixed when it starts. A change applies to onboardings that start later.',
      ...sections,
      '`npm run docs` generates this page from `src/config/settings.ts`, and a test checks that it is up to date.',
      '',
    ]
      .join('\n\n')
      .trimEnd() + '\n'
  );
}
