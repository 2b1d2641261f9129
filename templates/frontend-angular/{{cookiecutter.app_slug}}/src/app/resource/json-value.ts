import { ChangeDetectionStrategy, Component, input } from "@angular/core";

import { showDocument } from "../../resources/documents";
import { NOTHING, showSize } from "../../resources/show";

/** An object or an array of JSON, folded until somebody wants to see it. */
@Component({
  selector: "app-json-value",
  template: `
    @if (value(); as document) {
      <details class="folded">
        <summary>{{ showSize(document) }}</summary>
        <pre>{{ showDocument(document) }}</pre>
      </details>
    } @else {
      <span>{{ NOTHING }}</span>
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class JsonValue {
  readonly value = input.required<object | null>();
  protected readonly showDocument = showDocument;
  protected readonly showSize = showSize;
  protected readonly NOTHING = NOTHING;
}
