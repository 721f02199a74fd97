//! The one style sheet of all documents: for a screen, a phone and paper, in light and in dark.

/// Whoever serves a document allows exactly this text (`style-src` with its digest).
pub const STYLE: &str = "\
:root{color-scheme:light dark;--ink:#1f2328;--dim:#57606a;--line:#d0d7de;--wash:#f6f8fa;--mark:#0b5cad}\
@media(prefers-color-scheme:dark){:root{--ink:#e6edf3;--dim:#9aa4af;--line:#373e47;--wash:#161b22;--mark:#79b8ff}}\
*{box-sizing:border-box}\
body{margin:0;color:var(--ink);font:1.0625rem/1.6 system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans',sans-serif;\
overflow-wrap:break-word}\
main{max-width:46rem;margin:0 auto;padding:2.5rem 1.25rem 4rem}\
h1{font-size:1.9rem;line-height:1.2;margin:.2rem 0 .6rem}\
h2{font-size:1.3rem;line-height:1.3;margin:2.6rem 0 .8rem;padding-bottom:.3rem;border-bottom:2px solid var(--line)}\
h3{font-size:1.13rem;line-height:1.35;margin:0}\
h4{font-size:1rem;margin:1.2rem 0 .3rem}\
p{margin:.5rem 0}ul,ol{margin:.5rem 0;padding-left:1.5rem}li{margin:.35rem 0}li>p{margin:0}li>p+p{margin-top:.4rem}\
.over{color:var(--dim);margin:0}.dim{color:var(--dim)}\
.state{display:inline-block;margin:0 0 .4rem;padding:.1rem .6rem;border:1px solid var(--line);border-radius:1rem;\
font-size:.9rem;color:var(--dim)}\
.facts{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1.5rem;margin:1.2rem 0 0}\
.facts dt{color:var(--dim)}.facts dd{margin:0}\
table{width:100%;border-collapse:collapse;font-size:1rem;line-height:1.4}\
th{text-align:left;font-weight:600;color:var(--dim);font-size:.9rem}\
th,td{padding:.45rem .8rem .45rem 0;border-bottom:1px solid var(--line);vertical-align:top}\
td:first-child{font-weight:600}td:empty{padding:0}\
article{padding:1.5rem 0 1.2rem;border-bottom:1px solid var(--line)}article:last-child{border-bottom:0}\
.number{color:var(--mark);margin-right:.5rem;white-space:nowrap}\
.kind{color:var(--dim);font-size:.92rem;margin:.15rem 0 0}\
.decision{margin:1.2rem 0;padding:.7rem 1.1rem .8rem;background:var(--wash);border-left:4px solid var(--mark)}\
.decision h4{margin-top:0}.decision ol{margin-bottom:0}\
.verb{color:var(--dim)}.verb+p{display:inline}\
@media(max-width:36rem){main{padding:1.4rem 1rem 3rem}h1{font-size:1.5rem}.facts{grid-template-columns:1fr;gap:0}\
.facts dd{margin-bottom:.6rem}thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}\
table,tbody,tr,td{display:block}tr{padding:.6rem 0;border-bottom:1px solid var(--line)}\
td{border:0;padding:0}td+td{color:var(--dim)}}\
@media print{:root{--ink:#000;--dim:#444;--line:#bbb;--wash:#fff;--mark:#000}body{font-size:11pt}main{max-width:none;padding:0}\
h2,h3,h4{break-after:avoid}tr,.decision{break-inside:avoid}}";
