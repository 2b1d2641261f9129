import { screen } from "@testing-library/dom";
import { flushPromises, mount } from "@vue/test-utils";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { defineComponent, h, onMounted, ref } from "vue";

import { useAbortSignal } from "../composables/useAbortSignal";
import { accessibilityProblems } from "../test/axe";
import ErrorBoundary from "./ErrorBoundary.vue";

let reported: ReturnType<typeof vi.spyOn>;

beforeEach(() => {
  reported = vi.spyOn(console, "error").mockReturnValue();
});

const Late = defineComponent({
  props: { work: { type: Function, required: true } },
  setup(props) {
    const signal = useAbortSignal();
    onMounted(() => props.work(signal));
    return () => "well";
  },
});

function show(content: () => unknown) {
  return mount(ErrorBoundary, {
    slots: {
      default: content as () => string,
      failure: (() => h("p", { role: "alert" }, "It failed.")) as never,
    },
    attachTo: document.body,
  });
}

describe("the error boundary", () => {
  it("shows its content while it works", () => {
    show(() => "well");
    expect(screen.getByText("well")).toBeVisible();
  });

  it("shows something else in place of what failed to render", async () => {
    const error = new Error("secret words");
    const broken = ref(false);
    const Broken = defineComponent(() => () => {
      if (broken.value) {
        throw error;
      }
      return "well";
    });
    show(() => h(Broken));
    broken.value = true;
    expect(await screen.findByRole("alert")).toHaveTextContent("It failed.");
    expect(document.body).not.toHaveTextContent("well");
    expect(await accessibilityProblems()).toEqual([]);
    expect(reported).toHaveBeenCalledExactlyOnceWith(error);
    reported.mockClear();
  });

  it("does so when a handler fails later", async () => {
    const onClick = () => Promise.reject(new Error("secret words"));
    const Button = defineComponent(() => () => h("button", { type: "button", onClick }, "Press"));
    show(() => h(Button));
    screen.getByRole("button").click();
    expect(await screen.findByRole("alert")).toBeVisible();
    reported.mockClear();
  });

  it("reports what fails after its component went, and shows nothing", async () => {
    let fail = (_error: Error) => {};
    const here = ref(true);
    const work = () => new Promise((_resolve, reject) => (fail = reject));
    show(() => (here.value ? h(Late, { work }) : "next"));
    here.value = false;
    await flushPromises();
    fail(new Error("late"));
    await flushPromises();
    expect(screen.getByText("next")).toBeVisible();
    expect(reported).toHaveBeenCalledOnce();
    reported.mockClear();
  });

  it("lets a request end with its component", async () => {
    const signals: AbortSignal[] = [];
    const here = ref(true);
    const work = (signal: AbortSignal) => {
      signals.push(signal);
      return new Promise((_resolve, reject) =>
        signal.addEventListener("abort", () => reject(signal.reason as Error)),
      );
    };
    show(() => (here.value ? h(Late, { work }) : "next"));
    expect(signals[0]?.aborted).toBe(false);
    here.value = false;
    await flushPromises();
    expect(signals[0]?.aborted).toBe(true);
    expect(screen.getByText("next")).toBeVisible();
    expect(reported).not.toHaveBeenCalled();
  });
});
