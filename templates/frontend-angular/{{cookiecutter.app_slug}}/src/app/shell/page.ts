import { ChangeDetectionStrategy, Component, input } from "@angular/core";

/**
 * The content of one page under its heading, which gets the focus when the page is navigated to. What can be done
 * with all of it stands beside the heading, in an element with the attribute `actions`.
 */
@Component({
  selector: "app-page",
  template: `
    <div class="head">
      <h1 tabindex="-1">{{ heading() }}</h1>
      <ng-content select="[actions]" />
    </div>
    <ng-content />
  `,
  styles: ":host { display: block; }",
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Page {
  readonly heading = input.required<string>();
}
