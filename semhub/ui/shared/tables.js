// A browser without a font for a script fetches ours when it meets a letter of it. A table is a
// canvas, which no font that arrives changes; it is drawn anew where its width does.
document.fonts.onloadingdone = () => {
  for (const table of document.querySelectorAll(".stDataFrameGlideDataEditor > div")) {
    table.style.width = "calc(100% - 1px)";
    setTimeout(() => { table.style.width = ""; }, 100);
  }
};
