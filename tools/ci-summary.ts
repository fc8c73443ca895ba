import { readFileSync } from 'node:fs';

// The end of `.ci/run`. Arguments: for each stage its name and exit code as `check=0`; for a stage that vitest runs also the
// path of its JSON report, as `test=1=/tmp/report`. Names each failed test, and prints `N passed, N failed` as the last line.

interface Report {
  numPassedTests: number;
  numFailedTests: number;
  testResults: {
    name: string;
    status: string;
    message: string;
    assertionResults: { fullName: string; status: string; failureMessages: string[] }[];
  }[];
}

let passed = 0;
let failed = 0;
for (const argument of process.argv.slice(2)) {
  const [stage = '', code = '', path] = argument.split('=');
  const counts = path === undefined ? undefined : readReport(path);
  passed += counts?.passed ?? 0;
  if (code === '0') continue;
  print(`npm run ${stage} failed`);
  failed += Math.max(1, counts?.failed ?? 0);
}
print(`${passed} passed, ${failed} failed`);

/** How many tests passed and failed. A file whose set-up failed counts as one. Undefined if vitest wrote no report. */
function readReport(path: string): { passed: number; failed: number } | undefined {
  let report: Report;
  try {
    report = JSON.parse(readFileSync(path, 'utf8')) as Report;
  } catch {
    return undefined;
  }
  let broken = 0;
  for (const file of report.testResults) {
    const tests = file.assertionResults.filter(({ status }) => status === 'failed');
    for (const test of tests) printFailure(`${file.name}: ${test.fullName}`, test.failureMessages[0]);
    if (file.status === 'failed' && tests.length === 0) {
      broken += 1;
      printFailure(file.name, file.message);
    }
  }
  return { passed: report.numPassedTests, failed: report.numFailedTests + broken };
}

function printFailure(name: string, message = '') {
  print(`failed: ${name}\n    ${message.split('\n').slice(0, 12).join('\n    ')}`);
}

function print(line: string) {
  process.stdout.write(`${line}\n`);
}
