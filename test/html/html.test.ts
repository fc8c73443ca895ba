import { assert, property, string } from 'fast-check';
import { expect, test } from 'vitest';
import { html, join, render } from '../../src/html/html.ts';

test('no value reaches a page unescaped', () => {
  assert(
    property(string(), (value) => {
      const text = render(html`<p title="${value}">${value}</p>`);
      const values = text.slice('<p title="'.length, -'</p>'.length);
      expect(values.replace('">', '')).not.toMatch(/[<>"']|&(?!(amp|lt|gt|quot|#39);)/);
    }),
  );
});

test('markup in a template stays markup', () => {
  const items = ['a', '<b>'].map((item) => html`<i>${item}</i>`);
  expect(render(html`${join(items)}`)).toBe('<i>a</i><i>&lt;b&gt;</i>');
});

test('a value cannot pass for markup', () => {
  const forged = JSON.parse('{"text":"<script>","markup":"<script>"}') as never;
  expect(render(html`${forged}`)).not.toContain('<script>');
});
