import type { Caller } from '../../auth/caller.ts';
import { html, type Html, join } from '../../html/html.ts';
import { assetPath } from '../assets.ts';
import {
  accessPath,
  brakePath,
  consolePath,
  driftPath,
  eventsPath,
  importPath,
  scimPath,
  todayPath,
} from '../paths.ts';
import { type Notice, noticeView } from './notice.ts';

/** The pages that every page links to, by path. */
const sections = [
  [consolePath, 'People'],
  [importPath, 'Import'],
  [accessPath, 'Blank screen?'],
  [brakePath, 'Brake'],
  [scimPath, 'SCIM'],
  [driftPath, 'Drift'],
  [eventsPath, 'Webhooks'],
  [todayPath, 'Today'],
] as const;

export type PageModel = {
  /** Names the page, as its heading does. */
  readonly title: string;
  /** The path of the section that the page belongs to, which the navigation marks. */
  readonly section?: string | undefined;
  /** Who is signed in. Without a caller there is no navigation. */
  readonly caller?: Pick<Caller, 'name'> | undefined;
  /** What the reader should know first, such as the result of what they just did. */
  readonly notice?: Notice | undefined;
  readonly organization?: string | undefined;
  readonly main: Html;
  /** Whether the page answers a form. It then has no address of its own, and holds what the reader has entered. */
  readonly answersForm: boolean;
};

/** A whole document. While it is open, `console.js` replaces its `main`, unless `data-answer` marks it. */
export function page({ title, section, caller, notice, organization, main, answersForm }: PageModel): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} · Onboarding console</title>
        <link rel="icon" href="${assetPath('icon.svg')}" />
        <link rel="stylesheet" href="${assetPath('console.css')}" />
        <script src="${assetPath('console.js')}" defer></script>
      </head>
      <body>
        <a class="skip" href="#main">Skip to the content</a>
        <header class="top">
          <p class="product">
            Onboarding console ${organization === undefined ? '' : html`<span>${organization}</span>`}
          </p>
          ${caller === undefined ? '' : navigation(section, caller)}
        </header>
        ${notice === undefined ? '' : noticeView(notice)}
        <main id="main" tabindex="-1" ${answersForm ? html`data-answer` : ''}>${main}</main>
      </body>
    </html>`;
}

function navigation(section: string | undefined, { name }: Pick<Caller, 'name'>): Html {
  return html`<nav aria-label="Console">
      <ul>
        ${join(sections.map(([path, text]) => html`<li>${sectionLink(path, text, section)}</li>`))}
      </ul>
    </nav>
    <form class="caller" method="post" action="${consolePath}/sign-out">
      Signed in as <strong>${name}</strong> <button class="plain" type="submit">Sign out</button>
    </form>`;
}

function sectionLink(path: string, text: string, section: string | undefined): Html {
  return path === section
    ? html`<a href="${path}" aria-current="page">${text}</a>`
    : html`<a href="${path}">${text}</a>`;
}
