import { html, type Html } from '../../html/html.ts';

/** The style of the mailbox, light and dark. */
export const mailboxStyle: Html = html`
  :root { color-scheme: light dark; --line: light-dark(#dfe3ea, #333b47); --soft: light-dark(#5b6675,
  #9aa5b4); --page: light-dark(#f5f7fa, #14181e); --card: light-dark(#fff, #1c2129); --accent:
  light-dark(#0b57d0, #7cacf8); --good: light-dark(#d5f0dc, #1c4a2b); --bad: light-dark(#fbdcdc, #5a2323);
  --waiting: light-dark(#fdeec2, #574610); } * { box-sizing: border-box; } body { margin: 0; padding: 2rem
  1.25rem 3rem; background: var(--page); font: 15px/1.5 system-ui, sans-serif; } header, main, footer {
  max-width: 74rem; margin: 0 auto; } h1 { margin: 0 0 .5rem; font-size: 1.7rem; } h2 { margin: 2rem 0 .6rem;
  font-size: 1.1rem; } .simulator { margin: 0; padding: .7rem 1rem; border-left: 4px solid #e0a100;
  border-radius: 4px; background: var(--waiting); } .notice { padding: .7rem 1rem; border-radius: 4px;
  background: var(--bad); } .wide { overflow-x: auto; border: 1px solid var(--line); border-radius: 8px;
  background: var(--card); } table { width: 100%; border-collapse: collapse; } th, td { padding: .55rem .8rem;
  text-align: left; vertical-align: middle; border-top: 1px solid var(--line); } thead th { border-top: 0;
  color: var(--soft); font-size: .8rem; font-weight: 600; } .who { min-width: 14rem; font-weight: 600;
  overflow-wrap: anywhere; } .when { white-space: nowrap; font-variant-numeric: tabular-nums; } .left, .empty,
  footer { color: var(--soft); font-size: .85rem; } .count { padding: .05rem .5rem; border-radius: 1rem;
  background: var(--line); font-size: .78rem; font-weight: 500; white-space: nowrap; } .badge { display:
  inline-block; padding: .1rem .55rem; border-radius: 1rem; background: var(--line); font-size: .82rem;
  white-space: nowrap; } .open .badge { background: var(--waiting); } .accepted .badge, .badge.access {
  background: var(--good); } .expired .badge, .badge.blank { background: var(--bad); } .expired td, .replaced
  td { color: var(--soft); } code { font-size: .82rem; } form { margin: 0; } button { padding: .35rem .9rem;
  border: 0; border-radius: 6px; background: var(--accent); color: light-dark(#fff, #10141a); font: inherit;
  font-weight: 600; cursor: pointer; } button:hover, button:focus-visible { filter: brightness(1.12); }
  .hidden { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; } footer {
  margin-top: 1.5rem; }
`;
