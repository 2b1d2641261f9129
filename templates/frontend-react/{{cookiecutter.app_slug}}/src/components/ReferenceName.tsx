import { useQuery } from "@tanstack/react-query";

import type { Choices } from "../resources/choices";
import { NOTHING } from "../resources/show";

interface ReferenceNameProps {
  readonly choices: Choices;
  /** The id of what is meant; null for nothing. */
  readonly id: number | null;
}

/** What the resource is called that is referred to; its id until that is known. */
export function ReferenceName({ choices, id }: ReferenceNameProps) {
  const { data } = useQuery({ ...choices.named(id ?? 0), enabled: id !== null });
  return id === null ? NOTHING : (data?.label ?? `#${id}`);
}
