// Says in the page what allauth's passkey script only writes to the console.
document.addEventListener("allauth.error", (event) => {
  const failed = document.getElementById("passkey-failed");
  if (!failed) return;
  event.preventDefault();
  failed.hidden = false;
  failed.scrollIntoView({ block: "nearest" });
});
