//! A card that is one plain table: rows that are all there, without sort, page or menu.

use super::Head;
use leptos::prelude::*;

/// The card. Its children are the rows, `<tr>` each.
#[component]
pub fn TableCard(
    /// ID of its title.
    id: &'static str,
    /// Its title.
    title: &'static str,
    /// Beside the title.
    #[prop(into)]
    small: Signal<String>,
    /// Heads of the columns.
    heads: Vec<Head>,
    /// At the right of the title.
    #[prop(optional)]
    aside: Option<AnyView>,
    /// The rows.
    children: Children,
) -> impl IntoView {
    let heads = heads
        .into_iter()
        .map(|head| {
            let title = (!head.title.is_empty()).then_some(head.title);
            view! {
                <th scope="col" class=head.numeric.then_some("num") title=title>
                    {head.label}
                </th>
            }
        })
        .collect_view();
    view! {
        <section class="card flush" aria-labelledby=id>
            <header>
                <h2 id=id>{title} " " <small>{move || small.get()}</small></h2>
                {aside}
            </header>
            <div class="tw" role="region" aria-label=title tabindex="0">
                <table class="tbl">
                    <thead>
                        <tr>{heads}</tr>
                    </thead>
                    <tbody>{children()}</tbody>
                </table>
            </div>
        </section>
    }
}
