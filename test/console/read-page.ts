type Page = { readonly body: string };

/** The text of a page as people read it. */
export function textOf({ body }: Page): string {
  const shown = /<body>(.*)<\/body>/s.exec(body)?.[1] ?? '';
  const text = shown.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ');
  return ['&lt;<', '&gt;>', '&quot;"', "&#39;'", '&amp;&'].reduce(
    (all, pair) => all.replaceAll(pair.slice(0, -1), pair.slice(-1)),
    text,
  );
}

/** The hidden fields of the first form that goes to this address. */
export function hiddenFieldsOf({ body }: Page, action: string): Record<string, string> {
  const form = body.split('<form').find((one) => one.includes(`action="${action}"`)) ?? '';
  const fields = form
    .slice(0, form.indexOf('</form>'))
    .matchAll(/type="hidden" name="([^"]*)" value="([^"]*)"/g);
  return Object.fromEntries([...fields].map(([, name = '', value = '']) => [name, value]));
}
