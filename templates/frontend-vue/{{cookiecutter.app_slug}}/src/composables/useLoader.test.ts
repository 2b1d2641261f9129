import { flushPromises, mount } from "@vue/test-utils";
import { expect, it } from "vitest";
import { defineComponent, ref } from "vue";

import { useLoader } from "./useLoader";

interface Load {
  readonly signal: AbortSignal;
  readonly arrive: (text: string) => void;
}

function show() {
  const loads: Load[] = [];
  const source = ref(1);
  const page = mount(
    defineComponent(() => {
      const { loaded, reload } = useLoader(
        (signal) => new Promise<string>((arrive) => loads.push({ signal, arrive })),
        () => source.value,
      );
      return () => [`${loaded.value ?? "nothing"} `, reload.name];
    }),
  );
  return { loads, source, page };
}

it("loads at once, and shows it when it is there", async () => {
  const { loads, page } = show();
  expect(page.text()).toContain("nothing");
  loads[0]?.arrive("one");
  await flushPromises();
  expect(page.text()).toContain("one");
});

it("loads anew when its source changes, and the newest load wins", async () => {
  const { loads, source, page } = show();
  source.value = 2;
  await flushPromises();
  expect(loads.map(({ signal }) => signal.aborted)).toEqual([true, false]);
  loads[1]?.arrive("two");
  loads[0]?.arrive("one");
  await flushPromises();
  expect(page.text()).toContain("two");
});

it("ends its load when the page is left", () => {
  const { loads, page } = show();
  page.unmount();
  expect(loads[0]?.signal.aborted).toBe(true);
});
