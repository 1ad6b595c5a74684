# Spanish, of both sides of the ocean. See en.ftl for what each text is and for the values.

title-problem = Error: { $title }

approving = Está autorizando
approve-amount = Importe
approve-payee = A favor de

continue = Continuar
approve = Autorizar
cancel = Cancelar y volver
support = Ayuda
another-way = Probar de otra forma
back = Volver
copy = Copiar
copied = Copiado
remember =
    { $days ->
        [one] No volver a preguntar en este navegador durante { $days } día
       *[other] No volver a preguntar en este navegador durante { $days } días
    }
remember-about = Solo en un dispositivo propio.

method-phone = Teléfono
method-sms = Mensaje de texto
method-call = Llamada telefónica
method-email = Correo electrónico
method-authenticator = Aplicación de autenticación
method-passkey = Llave de acceso
method-token = Token físico
method-push = Aplicación en su dispositivo
method-recovery = Código de recuperación

about-phone = Un código por mensaje de texto o llamada
about-sms = Un código en un mensaje de texto
about-call = Una llamada que le lee un código
about-email = Un código en un correo
about-authenticator = Un código de una aplicación, incluso sin conexión
about-passkey = Huella, rostro, bloqueo de pantalla o llave de seguridad
about-token = Un código de un pequeño dispositivo
about-push = Responder una pregunta en su teléfono
about-recovery = Uno de los códigos que guardó

choose-first-title = Añadir un segundo paso
choose-first = Proteja su cuenta con una forma más de demostrar que es usted.
choose-add-title = Añadir otro método
choose-add = Con dos métodos podrá entrar aunque pierda uno.
choose-another-title = Elegir otra forma
choose-another = ¿Cómo quiere confirmar que es usted?

phone-title = Añadir su teléfono
phone = Le enviaremos un código para comprobar el número.
phone-label = Número de teléfono
phone-hint = Con el prefijo del país, por ejemplo +34 612 345 678
email-title = Añadir su correo electrónico
email = Le enviaremos un código para comprobar la dirección.
email-label = Correo electrónico
get-sms = Recibir un código por mensaje
get-call = Recibir un código por llamada
get-email = Recibir un código por correo

send-title = Confirme que es usted
send = Enviaremos un código a { $to }.

code-title = Escriba el código
code-sms = Enviamos un mensaje de texto con un código a { $to }.
code-call = Estamos llamando a { $to } para leerle un código.
code-email = Enviamos un correo con un código a { $to }. Puede tardar un minuto; mire también en el correo no deseado.
code-app = Abra su aplicación de autenticación. Allí verá el código.
code-app-named = Abra { $name }. Allí verá el código.
code-token = Su token físico muestra el código.
code-token-named = { $name } muestra el código.
code-label = Código de { $digits } dígitos
code-again = Enviar de nuevo
code-again-call = Llamar de nuevo
code-sms-instead = Mejor por mensaje
code-call-instead = Mejor por llamada
code-change-phone = Cambiar el número
code-change-email = Cambiar la dirección
wait = Podrá pedir otro en { $time }.
wait-over = Ya puede pedir otro.

authenticator-title = Configurar su aplicación de autenticación
authenticator-scan = Escanee esto con la aplicación
authenticator-any = Sirve cualquier aplicación de códigos de un solo uso.
authenticator-qr = Código QR para su aplicación de autenticación
authenticator-open = Abrir en una aplicación de este dispositivo
authenticator-typed = ¿No puede escanearlo?
authenticator-type = Escriba esta clave en la aplicación:
authenticator-code = Escriba el código que muestra la aplicación

passkey-make-title = Crear una llave de acceso
passkey-make = Su dispositivo pide la huella, el rostro o el bloqueo de pantalla. También sirve una llave de seguridad.
passkey-make-button = Crear llave de acceso
passkey-use-title = Usar su llave de acceso
passkey-use = Su dispositivo pide la huella, el rostro o el bloqueo de pantalla, o su llave de seguridad.
passkey-use-button = Usar llave de acceso
passkey-field = O elíjala aquí entre las sugerencias
passkey-script = Las llaves de acceso necesitan JavaScript. Actívelo para esta página o elija otra forma.
passkey-unable = Este navegador no admite llaves de acceso. Use otro navegador o elija otra forma.
passkey-waiting = Su navegador le está preguntando ahora.

token-title = Añadir su token físico
token = Escriba el número de serie del reverso y después dos códigos, uno tras otro.
token-serial = Número de serie
token-code = Código que muestra ahora
token-next = Código que muestra después
token-next-about = Espere a que cambie el código o pulse otra vez el botón.

ask = Preguntaremos en su dispositivo. Téngalo a mano.
ask-named = Preguntaremos en { $name }. Téngalo a mano.
ask-button = Preguntar en mi dispositivo

push-title = Responda en su dispositivo
push = Hemos preguntado en su dispositivo. Abra allí la aplicación.
push-named = Hemos preguntado en { $name }. Abra allí la aplicación.
push-number = Número en el dispositivo
push-hint = Responda que sí allí y escriba después el número que muestra.
push-again = Preguntar de nuevo
wait-push = Podrá preguntar de nuevo en { $time }.
wait-push-over = Ya puede preguntar de nuevo.

device-title = Conecte su dispositivo
device-scan = Escanee esto con la aplicación de su dispositivo.
device-qr = Código QR para la aplicación de su dispositivo
device-copy = Abra este enlace en el dispositivo:
device-waiting = Esperando a su dispositivo
device-connected = Su dispositivo está conectado.
device-over = Este código ha estado abierto demasiado tiempo. Ya nadie puede usarlo.
device-again = Obtener uno nuevo

codes-title = Guarde sus códigos de recuperación
codes = Cada uno le deja entrar una vez si pierde todo lo demás. Nadie podrá mostrárselos de nuevo: guárdelos en un lugar seguro, y no solo en este dispositivo.
codes-list = Códigos de recuperación
codes-download = Descargar
codes-print = Imprimir
codes-file = Códigos de recuperación de { $name }. Cada uno sirve una vez.
codes-saved = He guardado estos códigos
recovery-title = Usar un código de recuperación
recovery = Escriba uno de los códigos que guardó. Cada uno sirve una vez.
recovery-label = Código de recuperación

methods-title = Cómo confirma que es usted
methods = Cualquiera de estos métodos le deja entrar.
methods-two = Necesita dos de estos métodos para entrar.
methods-none = Todavía no hay nada configurado.
methods-codes = Códigos de recuperación
methods-codes-left =
    { $left ->
        [0] No queda ninguno
        [one] Queda { $left }
       *[other] Quedan { $left }
    }
methods-codes-new = Crear otros nuevos
methods-browsers = Navegadores donde no se pregunta
methods-add = Añadir otro método
methods-finish = Listo
added = Añadido el { $day }
used = Usado por última vez el { $day }
used-this = Este navegador, usado por última vez el { $day }
rename = Cambiar nombre
rename-what = Cambiar el nombre de { $what }
remove = Eliminar
remove-what = Eliminar { $what }
forget = Olvidar
forget-what = Olvidar { $what }

remove-title = ¿Eliminar { $what }?
remove-about = Ya no podrá entrar con este método.
remove-yes = Eliminar
remove-no = Conservar
remove-last-title = Es su único método
remove-last = Añada primero otro. Después podrá eliminar este sin quedarse fuera.
rename-title = Cambiar el nombre de { $what }
rename-label = Nombre
rename-about = Para distinguirlo de otros: «Teléfono del trabajo».
rename-save = Guardar

end-expired-title = Esta página ha caducado
end-expired = Por su seguridad, solo estuvo abierta un rato. Vuelva atrás y empiece de nuevo.
end-used-title = Este enlace ya se usó
end-used = Aquello para lo que servía ha terminado. Si lo necesita otra vez, vuelva atrás y empiece de nuevo.
end-elsewhere-title = Abierto en otro navegador
end-elsewhere = Empezó en otro navegador o en una ventana privada. Siga allí, o vuelva atrás y empiece aquí de nuevo.
end-unknown-title = Este enlace no funciona
end-unknown = Quizá le falte una parte. Vuelva al lugar de donde vino y empiece de nuevo.
end-cookies-title = Su navegador bloquea las cookies
end-cookies = Hace falta una, mientras esta página esté abierta, para saber que sigue siendo usted. Permita las cookies para esta página e inténtelo de nuevo.
end-too-many-title = Demasiados intentos
end-too-many = Para que nadie más entre, no se aceptan códigos durante un tiempo. Inténtelo más tarde.
end-too-many-minutes =
    { $minutes ->
        [one] Para que nadie más entre, ahora no se aceptan códigos. Inténtelo de nuevo en { $minutes } minuto.
       *[other] Para que nadie más entre, ahora no se aceptan códigos. Inténtelo de nuevo en { $minutes } minutos.
    }
end-not-enrolled-title = Aún no hay segundo paso
end-not-enrolled = No hay nada configurado con lo que pueda confirmar que es usted.
end-denied-title = Sin confirmar
end-denied = Nadie ha entrado. Si no esperaba que se le preguntara, puede que alguien conozca su contraseña: cámbiela.
end-canceled-title = Se detuvo aquí
end-canceled = No se ha confirmado nada. Puede empezar de nuevo cuando quiera.
end-stale-title = Esta página estaba desactualizada
end-stale = Quizá volvió atrás o la tiene abierta dos veces. No se ha hecho nada. Siga donde estaba.
end-done-title = Listo
end-done = Eso es todo.
end-fault-title = Algo ha fallado por nuestra parte
end-fault = No ha sido culpa suya. Lo que tiene configurado está a salvo. Inténtelo de nuevo en un momento.
end-onward = Seguir
end-retry = Intentar de nuevo
end-back = Volver
end-back-to = Volver a { $name }
end-close = Puede cerrar esta página.

problem-missing = Rellene este campo.
problem-wrong-code = Ese no es el código. Inténtelo de nuevo.
problem-wrong-code-left =
    { $left ->
        [one] Ese no es el código. Le queda { $left } intento.
       *[other] Ese no es el código. Le quedan { $left } intentos.
    }
problem-code-over = Este código ya no sirve. Pida uno nuevo.
problem-used-code = Este código ya se usó. Espere al siguiente.
problem-clock-off = Este código es de otra hora. Deje que su dispositivo ajuste el reloj automáticamente e inténtelo de nuevo.
problem-bad-phone = Eso no es un número de teléfono. Empiece con + y el prefijo del país.
problem-bad-email = Eso no es una dirección de correo.
problem-not-served = No podemos enviar un código allí. Elija otra opción.
problem-known = Ya lo configuró antes.
problem-too-soon = El siguiente podrá enviarse en { $time }.
problem-too-many =
    { $minutes ->
        [one] Demasiados intentos. Espere { $minutes } minuto o elija otra forma.
       *[other] Demasiados intentos. Espere { $minutes } minutos o elija otra forma.
    }
problem-not-sent = No pudimos enviarlo. Inténtelo de nuevo o elija otra forma.
problem-bad-serial = No se puede añadir este número de serie. Compárelo con el del token.
problem-bad-codes = No son dos códigos seguidos. Escriba el que muestra ahora y después el siguiente.
problem-passkey = No ha funcionado. Inténtelo de nuevo o elija otra forma.
problem-not-approved = Todavía no ha respondido que sí en el dispositivo. Hágalo primero y escriba después el número.
problem-no-answer = Nadie respondió. Pregunte de nuevo o elija otra forma.
problem-wrong-number = Ese no es el número. Pregunte de nuevo: el dispositivo mostrará otro.
problem-no-device = Su dispositivo aún no está conectado. Termine en la aplicación y continúe después aquí.
problem-wrong-recovery-code = No es uno de sus códigos, o ya se usó.
problem-not-saved = Guarde primero los códigos y después marque la casilla.
problem-bad-name = Use de 1 a 64 caracteres.
problem-gone = Ya no existe.
problem-stale = Esta página estaba desactualizada y no se ha hecho nada. Inténtelo de nuevo.

notice-sent-again = Le hemos enviado un código nuevo.
notice-asked-again = Hemos preguntado de nuevo en su dispositivo. Muestra un número nuevo.
notice-added = Añadido. Ya puede usarlo.
notice-renamed = Se ha cambiado el nombre.
notice-removed = Eliminado.
notice-forgotten = En ese navegador se volverá a preguntar.
notice-prove-first = Antes de cambiar nada, confirme que es usted.
notice-one-more = Un paso más: confirme ahora con otro método.
notice-set-up-again = Usó un código de recuperación. Si perdió su dispositivo, configure ahora uno nuevo.
