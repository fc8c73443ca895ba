import type { OnboardingView } from '../../contract/api/onboarding-view.ts';
import { formatDuration } from '../../contract/lib/duration.ts';
import { html, type Html, join } from '../../html/html.ts';
import { instant } from '../frame/instant.ts';
import { type InvitationWindow, invitationWindows } from './invitation-windows.ts';

type Bar = { readonly tone: string; readonly from: string; readonly to: string; readonly text: Html };

/** A bar for each invitation window and for the way from the acceptance to the access, with the same in words. */
export function timelineView(onboarding: OnboardingView, nowMs: number): Html {
  const bars = barsOf(onboarding, nowMs);
  if (bars.length === 0) return html`<p>No invitation has been sent.</p>`;
  const [startMs, endMs] = rangeOf(onboarding, bars, nowMs);
  return html`<ol class="timeline">
      ${join(
        bars.map(
          (bar) =>
            html`<li>
              ${bar.text}
              <svg viewBox="0 0 1000 12" preserveAspectRatio="none" aria-hidden="true" focusable="false">
                <rect class="track" width="1000" height="12" />
                ${barShape(bar, startMs, endMs)} ${nowMs < endMs ? nowShape(nowMs, startMs, endMs) : ''}
              </svg>
            </li>`,
        ),
      )}
    </ol>
    <p class="range">
      ${instant(new Date(startMs).toISOString())} <span>${formatDuration(endMs - startMs)}</span>
      ${instant(new Date(endMs).toISOString())}
    </p>`;
}

function barsOf(onboarding: OnboardingView, nowMs: number): Bar[] {
  const { acceptedAt, completedAt } = onboarding.timings;
  const windows = invitationWindows(onboarding, nowMs).map((window) => {
    const { from, to, end } = window;
    return { tone: end, from, to, text: windowText(window, nowMs) };
  });
  if (acceptedAt === undefined || completedAt === undefined) return windows;
  const took = formatDuration(Date.parse(completedAt) - Date.parse(acceptedAt));
  const text = html`<strong>Access</strong> completed ${instant(completedAt)}, ${took} after the acceptance`;
  return [...windows, { tone: 'done', from: acceptedAt, to: completedAt, text }];
}

function windowText({ number, from, to, end }: InvitationWindow, nowMs: number): Html {
  const ends = {
    open: html`expires ${instant(to)} (in ${formatDuration(Date.parse(to) - nowMs)})`,
    expired: html`expired ${instant(to)}`,
    accepted: html`accepted ${instant(to)}`,
    replaced: html`ended ${instant(to)}, when the next one was sent`,
  };
  return html`<strong>Invitation ${number}</strong> sent ${instant(from)}, ${ends[end]}`;
}

/** From the start to whatever is last: the end of a bar, or now. */
function rangeOf(
  { timings }: OnboardingView,
  bars: readonly Bar[],
  nowMs: number,
): readonly [number, number] {
  const ends = bars.map(({ to }) => Date.parse(to));
  const startMs = Math.min(Date.parse(timings.startedAt), ...bars.map(({ from }) => Date.parse(from)));
  const isOver = timings.completedAt !== undefined;
  return [startMs, Math.max(startMs + 1, ...ends, ...(isOver ? [] : [nowMs]))];
}

/** Wide enough to be seen, however short the time. */
const thinnest = 6;

function barShape({ tone, from, to }: Bar, startMs: number, endMs: number): Html {
  const place = (iso: string) => (1000 * (Date.parse(iso) - startMs)) / (endMs - startMs);
  const width = Math.max(thinnest, place(to) - place(from));
  const x = Math.min(place(from), 1000 - width);
  return html`<rect class="${tone}" x="${x.toFixed(1)}" width="${width.toFixed(1)}" height="12" />`;
}

function nowShape(nowMs: number, startMs: number, endMs: number): Html {
  const x = (1000 * (nowMs - startMs)) / (endMs - startMs);
  return html`<rect class="now" x="${x.toFixed(1)}" width="3" height="12" />`;
}
