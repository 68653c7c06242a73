//! Roles, palettes, styles: widgets ask for roles, never for colours.
