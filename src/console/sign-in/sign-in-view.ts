import type { Scope } from '../../contract/config/api-key.ts';
import { html, type Html } from '../../html/html.ts';
import { consolePath } from '../paths.ts';
import { signInPath, signInUrl } from './paths.ts';

/** The sign-in page. `to` is where it leads. */
export function signInView({ to, hasProvider }: { to: string; hasProvider: boolean }): Html {
  const target = new URLSearchParams({ to }).toString();
  const provider = html`<p>
      <a class="button" href="${signInPath}/oidc?${target}">Sign in with your organization</a>
    </p>
    <h2>Or with an API key</h2>`;
  return html`<h1>Sign in</h1>
    ${hasProvider ? provider : ''}
    <form method="post" action="${signInPath}">
      <input type="hidden" name="to" value="${to}" />
      <p>
        <label for="key">API key</label>
        <input id="key" name="key" type="password" autocomplete="current-password" required />
      </p>
      <p>
        The key needs the scope <code>read</code>. Repairs need <code>operate</code>, hires
        <code>write</code>, departures <code>offboard</code>, and the brake <code>release</code>.
      </p>
      <p><button type="submit">Sign in</button></p>
    </form>`;
}

/** Says why a sign-in failed, and leads back to its beginning. */
export function failedSignInView({ title, text }: { title: string; text: string }): Html {
  return html`<h1>${title}</h1>
    <p>${text}</p>
    <p><a href="${signInPath}">Go to the sign-in page</a></p>`;
}

export function missingScopeView({ name, scope }: { name: string; scope: Scope }): Html {
  return html`<h1>You may not do this</h1>
    <p>
      This needs the scope <code>${scope}</code>, which ${name} does not have. Nothing was changed. Ask the
      people who run this service for it, or sign in as someone who has it.
    </p>
    <p><a href="${signInPath}">Sign in as someone else</a></p>`;
}

export function sessionEndedView(to: string): Html {
  return html`<h1>Your session has ended</h1>
    <p>Your session has ended, so nothing was changed. Sign in again, then send the form once more.</p>
    <p><a href="${signInUrl(to)}">Sign in</a></p>`;
}

export function foreignRequestView(): Html {
  return html`<h1>Nothing was changed</h1>
    <p>
      This request did not come from a page of this console, so nothing was changed. Open the console and send
      the form from there.
    </p>
    <p><a href="${consolePath}">Go to the console</a></p>`;
}
