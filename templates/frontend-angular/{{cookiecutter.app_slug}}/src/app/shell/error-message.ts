import { ChangeDetectionStrategy, Component, computed, input } from "@angular/core";

import { ApiError } from "../../api";

/** What went wrong, in words for a person; an error that is not the API's is not described. */
@Component({
  selector: "app-error-message",
  template: `
    <div role="alert" class="failure">
      <p>{{ known()?.message ?? "An unexpected error occurred." }}</p>
      @if (known()?.requestId; as id) {
        <p>Reference: {{ id }}</p>
      }
    </div>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ErrorMessage {
  readonly error = input.required<unknown>();
  protected readonly known = computed(() => {
    const error = this.error();
    return error instanceof ApiError ? error : undefined;
  });
}
