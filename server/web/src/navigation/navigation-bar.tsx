import type { Page } from './location.js';
import { PageLink } from './page-link.js';

/** The pages of one area, of which one is shown. */
export function NavigationBar({
  label,
  links,
  current,
}: {
  label: string;
  links: readonly { to: Page; text: string }[];
  current: Page;
}) {
  return (
    <nav aria-label={label} className="navigation-bar">
      <ul>
        {links.map(({ to, text }) => (
          <li key={to}>
            <PageLink to={to} current={to === current}>
              {text}
            </PageLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}
