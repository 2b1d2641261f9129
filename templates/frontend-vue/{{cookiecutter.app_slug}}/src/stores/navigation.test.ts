import { createPinia } from "pinia";
import { describe, expect, it } from "vitest";

import { useNavigation } from "./navigation";

describe("the navigation store", () => {
  it("is busy until the router arrives", () => {
    const navigation = useNavigation(createPinia());
    expect(navigation.busy).toBe(false);
    navigation.begin("/a");
    expect(navigation.busy).toBe(true);
    navigation.end();
    expect(navigation.busy).toBe(false);
  });

  it("keeps a failure until another navigation arrives", () => {
    const navigation = useNavigation(createPinia());
    const error = new Error("gone");
    navigation.begin("/a");
    navigation.fail("/a", error);
    expect(navigation.failure).toEqual({ path: "/a", error });
    navigation.begin("/b");
    expect(navigation.failure).toBeDefined();
    navigation.end();
    expect(navigation.failure).toBeUndefined();
  });

  it("ignores the failure of a navigation that was overtaken", () => {
    const navigation = useNavigation(createPinia());
    navigation.begin("/a");
    navigation.begin("/b");
    navigation.fail("/a", new Error("gone"));
    expect(navigation.failure).toBeUndefined();
    expect(navigation.busy).toBe(true);
  });
});
