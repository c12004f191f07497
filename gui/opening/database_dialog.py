"""Asks for a PostGIS database and a table of it."""

from urllib.parse import quote, urlsplit, urlunsplit

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from data.text.connection import is_connection
from geo.intake.plan import Source


class DatabaseDialog(QDialog):
    """Nothing of it is stored; `named` carries the `Source` that was named."""

    named = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Open a database table"))
        self._connection = QLineEdit()
        self._connection.setPlaceholderText("postgresql://user@host:5432/database")
        self._connection.setAccessibleName(self.tr("Connection"))
        self._password = QLineEdit()
        self._password.setEchoMode(QLineEdit.EchoMode.Password)
        self._password.setAccessibleName(self.tr("Password"))
        self._table = QLineEdit()
        self._table.setPlaceholderText(self.tr("schema.table; empty to choose from a list"))
        self._table.setAccessibleName(self.tr("Table"))
        self._buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        self._connection.textChanged.connect(self._enable)
        self._lay_out()
        self._enable()

    def offer(self, connection: str, table: str) -> None:
        """Have a table that was named earlier in the boxes; its password is not known."""
        self._connection.setText(connection)
        self._table.setText(table)
        self._password.setFocus()

    def done(self, result: int) -> None:
        """Say which table was named."""
        source = self._source()
        super().done(result)
        if result == QDialog.DialogCode.Accepted and source is not None:
            self.named.emit(source)

    def _source(self) -> Source | None:
        url = self._connection.text().strip()
        if not is_connection(url):
            return None
        return Source(with_password(url, self._password.text()), self._table.text().strip() or None)

    def _enable(self) -> None:
        ok = self._buttons.button(QDialogButtonBox.StandardButton.Ok)
        ok.setEnabled(self._source() is not None)

    def _lay_out(self) -> None:
        told = QLabel(
            self.tr(
                "A PostGIS database, read only. Nothing of what you enter here is stored; the "
                "connection begins with postgresql://"
            )
        )
        told.setWordWrap(True)
        form = QFormLayout()
        form.addRow(self.tr("Connection"), self._connection)
        form.addRow(self.tr("Password"), self._password)
        form.addRow(self.tr("Table"), self._table)
        layout = QVBoxLayout(self)
        layout.addWidget(told)
        layout.addLayout(form)
        layout.addWidget(self._buttons)
        self.resize(520, self.sizeHint().height())


def with_password(url: str, password: str) -> str:
    """Return a connection with a password put in, whatever letters it has."""
    if not password:
        return url
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    before, _, host = parts.netloc.rpartition("@")
    user = before.partition(":")[0]
    return urlunsplit(parts._replace(netloc=f"{user}:{quote(password, safe='')}@{host}"))
