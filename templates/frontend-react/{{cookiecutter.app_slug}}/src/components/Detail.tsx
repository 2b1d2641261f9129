import { Anchor } from "@mantine/core";
import type { ReactNode } from "react";
import { Link } from "react-router";

interface DetailProps {
  readonly label: string;
  readonly children: ReactNode;
  /** The page of what is meant, if it has one here. */
  readonly to?: string | undefined;
  /** What is meant, elsewhere. */
  readonly href?: string | null;
}

/** One value of a resource on its page, with what it is. */
export function Detail({ label, children, to, href }: DetailProps) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        {to && (
          <Anchor component={Link} to={to}>
            {children}
          </Anchor>
        )}
        {!to && href && (
          <Anchor href={href} rel="noreferrer">
            {children}
          </Anchor>
        )}
        {!to && !href && children}
      </dd>
    </div>
  );
}
