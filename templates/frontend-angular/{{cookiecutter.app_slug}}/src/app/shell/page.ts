import { ChangeDetectionStrategy, Component, input } from "@angular/core";

/** The content of one page under its heading, which gets the focus when the page is navigated to. */
@Component({
  selector: "app-page",
  template: `
    <h1 tabindex="-1">{{ heading() }}</h1>
    <ng-content />
  `,
  styles: ":host { display: block; }",
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Page {
  readonly heading = input.required<string>();
}
