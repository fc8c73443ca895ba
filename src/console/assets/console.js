// Pages work without this script. It shows times in the reader's zone and keeps the page current.
const zoned = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const refreshEveryMs = 10_000;

function localize() {
  for (const time of document.querySelectorAll('time[datetime]')) {
    time.textContent = zoned.format(new Date(time.dateTime));
  }
}

/**
 * Whether a refresh would take something from under the reader's hands. `data-answer` marks the answer to a form: it has no
 * address of its own, and shows what the reader has entered.
 */
function isInUse(main) {
  const isFocused = main !== document.activeElement && main.contains(document.activeElement);
  const hasSelection = !getSelection().isCollapsed;
  const fields = main.querySelectorAll('input:not([type=hidden]), textarea, select');
  return (
    main.hasAttribute('data-answer') ||
    isFocused ||
    hasSelection ||
    main.querySelector('details[open]') !== null ||
    [...fields].some(isChanged)
  );
}

function isChanged(field) {
  if (field.options !== undefined)
    return [...field.options].some((one) => one.selected !== one.defaultSelected);
  if (field.type === 'file') return field.files.length > 0;
  return field.value !== field.defaultValue || field.checked !== field.defaultChecked;
}

async function refresh() {
  const main = document.querySelector('main');
  if (document.visibilityState !== 'visible' || isInUse(main)) return;
  const response = await fetch(location.href);
  // The session has ended: the sign-in is a page of its own. A reload would send a form again.
  if (response.redirected) return location.replace(response.url);
  if (!response.ok) return;
  const next = new DOMParser().parseFromString(await response.text(), 'text/html').querySelector('main');
  if (next === null || isInUse(main)) return;
  main.replaceChildren(...next.childNodes);
  localize();
}

localize();
// Without a connection, the page stays as it is until the next attempt.
setInterval(() => refresh().catch(() => {}), refreshEveryMs);
