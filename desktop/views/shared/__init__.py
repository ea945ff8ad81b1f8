"""The parts that pages are built from.

    page               base of every page: title row, tabs, `body`, action bar, keys; what the window asks of it
    columns            `Column`, `Cell`: how a table is declared
    table_model        `TableModel`: rows are records; search, filters, sort, ticks, changes in place
    table_view         `TableView`: drawing, keys, copying, column chooser; beside it `header.Band`, `sums.SumRows`, `sums.SumLine`
    list_detail        a list and its detail, with a divider that keeps its place
    tools, fields      `ToolRow`, `SearchField`, `Field`; facets has `FacetPanel`, pick_list has `PickList` for cells that choose
    buttons, tabs      `Button`, `Segments`, `PickButton`; `CountTabs`
    action_bar         keys or summary and buttons; becomes the run while something runs
    dialogs            `DecisionDialog`, `ask`
    lamp, chips, key_caps, labels, strips, empty      signs and texts
    theme, tokens, style, icons                       how it all looks: `look()` gives colours, fonts, lengths at the text size
    side_bar, status_bar, finder, preferences         parts of the window's frame

Everything painted by hand asks `look()` while it paints, lengths go through `look().px(...)`, and texts through `desktop.texts`.
"""
