<% set PATH = feature.many.kebab %>
<% set ROWS = feature.many.upper %>
<% set DRAFT = feature.one.upper ~ "_DRAFT" %>
<% set one = feature.fields[0].wire.snake %>
import { TestBed } from "@angular/core/testing";
import { firstValueFrom } from "rxjs";
import { describe, expect, it } from "vitest";

import { FakeApi } from "../../../testing/fake-api";
import { provideApp } from "../../../testing/show-app";
import { <[ feature.many.pascal ]>Api } from "./<[ PATH ]>-api";
import { <[ DRAFT ]>, <[ ROWS ]> } from "./<[ PATH ]>.testing";

const [first, second] = <[ ROWS ]>;

let fake: FakeApi;
let api: <[ feature.many.pascal ]>Api;

function use(rows: readonly { readonly id: number }[] = <[ ROWS ]>): void {
  fake = new FakeApi({ "/<[ PATH ]>": rows });
  provideApp([], [fake.provider]);
  api = TestBed.inject(<[ feature.many.pascal ]>Api);
}

describe("the <[ feature.many.human ]> of the API", () => {
  it("come in parts", async () => {
    use();
    const page = await firstValueFrom(api.list({ limit: 2, offset: 1 }));
    expect(page).toEqual({ items: <[ ROWS ]>.slice(1), total: 3, limit: 2, offset: 1 });
    expect(fake.sent).toEqual([
      { method: "GET", path: "/<[ PATH ]>", query: { limit: "2", offset: "1" }, body: null },
    ]);
  });

  it("are found by their ids", async () => {
    use();
    expect(await firstValueFrom(api.get(first.id))).toEqual(first);
    await expect(firstValueFrom(api.get(99))).rejects.toMatchObject({ kind: "http", status: 404 });
  });

  it("are made", async () => {
    use();
    expect(await firstValueFrom(api.create(<[ DRAFT ]>))).toMatchObject({ ...<[ DRAFT ]>, id: 4 });
    expect(fake.sent).toEqual([{ method: "POST", path: "/<[ PATH ]>", query: {}, body: <[ DRAFT ]> }]);
  });

  it("are changed in what is sent", async () => {
    use();
    const changes = { <[ one ]>: second.<[ one ]> };
    expect(await firstValueFrom(api.update(first, changes))).toEqual({ ...first, ...changes });
    expect(fake.sentBy("PATCH")).toMatchObject([{ path: `/<[ PATH ]>/${first.id}`, body: changes }]);
  });

  it("are deleted", async () => {
    use();
    await firstValueFrom(api.delete(first));
    expect(fake.sentBy("DELETE")).toMatchObject([{ path: `/<[ PATH ]>/${first.id}` }]);
  });

  it("are offered by their labels", async () => {
    use();
    const choices = <[ ROWS ]>.map((item) => ({ id: item.id, label: api.label(item) }));
    expect(await firstValueFrom(api.find(""))).toEqual(choices);
    expect([...(await firstValueFrom(api.names([2])))]).toEqual([[2, choices[1]?.label]]);
    expect(choices.map(({ label }) => label)).not.toContain("");
  });

  it.each(Object.keys(first))("are not understood without %s", async (name) => {
    use([{ ...first, [name]: undefined }]);
    await expect(firstValueFrom(api.list())).rejects.toMatchObject({ kind: "format" });
  });
});
